import { spawn } from 'node:child_process'
import { rename, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { benchWith, type HostBench } from '../../test/host/host-bench.ts'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'
import { identifyProcess, isAlive } from './broker/process-identity.ts'
import { hostFlags } from './host-flags.ts'

describe('what the process may do by itself', () => {
  it.each([
    ['read the project', `readFileSync(process.env.TMPDIR + '/../../../secrets.gpg', 'utf8')`],
    ['read the machine', `readFileSync('/etc/hostname')`],
    ['write into its product', `writeFileSync(new URL('./new.ts', import.meta.url), '')`],
    ['start a program', `spawnSync('true')`],
    ['start a thread', `new Worker('1', { eval: true })`],
  ])('is not to %s', async (_, code) => {
    const bench = await benchWith(
      `import { readFileSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { Worker } from 'node:worker_threads'
export const tryIt = execute(() => { try { ${code}; return 'done' } catch (error) { return error.code } })`,
      { files: { 'secrets.gpg': 'x' } },
    )
    expect(await bench.run('tryIt')).toBe('ERR_ACCESS_DENIED')
  })

  it('is to write temporary files in its scratch folder', async () => {
    const bench = await benchWith(`
import { writeFileSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
export const tryIt = execute(() => { writeFileSync(tmpdir() + '/x', 'kept'); return readFileSync(tmpdir() + '/x', 'utf8') })`)
    expect(await bench.run('tryIt')).toBe('kept')
  })

  it('finds nothing of the environment but language and time zone', async () => {
    vi.stubEnv('MESHROOM_TEST_TOKEN', 'leak')
    const bench = await benchWith(`export const list = execute(() => Object.keys(process.env).sort())`)
    const names = await bench.run('list')
    vi.unstubAllEnvs()
    const allowed = ['LANG', 'LC_ALL', 'NODE_EXTRA_CA_CERTS', 'NO_COLOR', 'TEMP', 'TMPDIR', 'TZ']
    expect((names as string[]).filter((name) => !allowed.includes(name))).toEqual([])
  })

  it('is to be in a folder that is a link', async () => {
    const bench = await benchWith('', { files: { 'elsewhere/hooks.ts': '' } })
    await rename(join(bench.root, 'products/edr'), join(bench.root, 'elsewhere/edr'))
    await symlink(join(bench.root, 'elsewhere/edr'), join(bench.root, 'products/edr'))
    await bench.write({
      'products/edr/lib.ts': 'export const answer = 42',
      'products/edr/hooks.ts': `import { execute } from '@meshroom/hooks-sdk'\nimport { answer } from './lib.ts'\nexport const ask = execute(() => answer)`,
    })
    expect(await bench.run('ask')).toBe(42)
  })

  it('ends with the engine, even where that was killed', async () => {
    const bench = await benchWith(
      `export const wait = execute(async () => { console.log(process.pid); await new Promise(() => {}) })`,
    )
    const engine = spawn(process.execPath, [
      '--conditions=@meshroom/source',
      '--input-type=module-typescript',
      '-e',
      embed(bench, await bench.hook('wait')),
    ])
    const pid = await new Promise<number>((resolve) => engine.stdout.once('data', (text) => resolve(Number(text))))
    expect(isAlive(pid)).toBe(true)
    engine.kill('SIGKILL')
    await vi.waitFor(async () => expect(await identifyProcess(pid)).toBeUndefined(), 5_000)
  })

  /** A program that embeds the engine, calls a hook and says what the hook logs. */
  function embed(bench: HostBench, hook: HookDeclaration): string {
    const start = new URL('./start-hook-host.ts', import.meta.url)
    const product = { name: 'edr', folder: 'products/edr', permissions: { net: [], run: [], write: [], git: false } }
    return `import { startHookHost } from ${JSON.stringify(start)}
const services = { emit: ({ message }) => console.log(message) }
const host = startHookHost({ root: ${JSON.stringify(bench.root)}, product: ${JSON.stringify(product)}, operation: 'up', services })
await host.call(${JSON.stringify(hook)}, ${JSON.stringify(bench.input())})`
  }
})

describe('the flags of a host', () => {
  it.each([
    ['Node 26', ['--allow-net'], false, false],
    ['Node 26, where the product opens sockets itself', ['--allow-net'], true, true],
    ['Node 22', [], false, false],
    ['Node 22, where the product opens sockets itself', [], true, false],
  ])('on %s', (_, known, directNetwork, net) => {
    const flags = hostFlags(new Set(known), { read: ['/p', '/q'], write: ['/s'], heapMiB: 512, directNetwork })
    expect(flags).toEqual(
      expect.arrayContaining([
        '--permission',
        '--no-experimental-sqlite',
        '--freeze-flags-after-init',
        '--disable-sigusr1',
        '--max-old-space-size=512',
        '--allow-fs-read=/p',
        '--allow-fs-read=/q',
        '--allow-fs-write=/s',
      ]),
    )
    expect(flags.includes('--allow-net')).toBe(net)
    expect(flags.filter((flag) => /^--allow-(?!fs|net)/.test(flag))).toEqual([])
  })
})
