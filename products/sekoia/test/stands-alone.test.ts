import { execFile } from 'node:child_process'
import { cp, lstat, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { productFolder } from './fake-context.ts'
import { listBelow } from './fake-files.ts'
import { trackedFiles } from './tracked-files.ts'

const execute = promisify(execFile)

const ofHooks = (path: string) => path.endsWith('.ts') && !/^(test|scripts)\//.test(path)

test('hooks import nothing but the SDK, Node itself and files of their own', async () => {
  const hooks = (await trackedFiles()).filter(ofHooks)
  expect(hooks.length).toBeGreaterThan(20)
  for (const path of hooks) {
    const text = await readFile(join(productFolder, path), 'utf8')
    const imported = [...text.matchAll(/from '([^']+)'/g)].map(([, name = '']) => name)
    for (const name of imported.filter((each) => !isBuiltin(each) && each !== '@meshroom/hooks-sdk')) {
      expect(name, path).toMatch(/^\.\.?\/.*\.ts$/)
      expect((await lstat(join(productFolder, dirname(path), name))).isFile(), `${path}: ${name}`).toBe(true)
      expect(name, path).not.toMatch(/\/(test|scripts)\//)
    }
  }
})

test('no tracked file is a link, and every one is small', async () => {
  for (const path of await trackedFiles()) {
    const state = await lstat(join(productFolder, path))
    expect(state.isSymbolicLink(), path).toBe(false)
    expect(state.size, path).toBeLessThan(64 * 1024)
  }
})

test('a copy of the tracked files loads with nothing but the SDK beside it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sekoia-copy-'))
  for (const path of await trackedFiles()) {
    await mkdir(dirname(join(folder, 'sekoia', path)), { recursive: true })
    await cp(join(productFolder, path), join(folder, 'sekoia', path))
  }
  await mkdir(join(folder, 'node_modules/@meshroom'), { recursive: true })
  await cp(join(productFolder, '../../packages/hooks-sdk/src'), join(folder, 'node_modules/@meshroom/hooks-sdk/src'), {
    recursive: true,
  })
  const hooks = (await listBelow(join(folder, 'sekoia'))).filter((path) => /^[^/]+\.ts$/.test(path))
  const script = `
    import { registerHooks } from 'node:module'
    const sdk = new URL('node_modules/@meshroom/hooks-sdk/src/index.ts', 'file://${folder}/').href
    registerHooks({
      resolve: (name, context, next) => (name === '@meshroom/hooks-sdk' ? { url: sdk, shortCircuit: true } : next(name, context)),
      load: (url, context, next) => {
        if (!url.includes('/node_modules/')) return next(url, context)
        return { format: 'module', source: stripTypeScriptTypes(readFileSync(new URL(url), 'utf8')), shortCircuit: true }
      },
    })
    import { stripTypeScriptTypes } from 'node:module'
    import { readFileSync } from 'node:fs'
    const found = []
    for (const file of ${JSON.stringify(hooks)}) {
      const exported = await import(new URL('sekoia/' + file, 'file://${folder}/').href)
      found.push(...Object.values(exported).map(({ $meshroomHook, kind, role = '' }) => [$meshroomHook, kind, role].join(' ').trim()))
    }
    console.log(JSON.stringify(found.sort()))`
  const { stdout } = await execute(process.execPath, ['--no-warnings', '--input-type=module', '-e', script])
  await rm(folder, { recursive: true })
  expect(JSON.parse(stdout)).toEqual([
    '1 check consumer',
    '1 check trigger',
    '1 execute',
    '1 produce',
    '1 publish consumer',
    '1 publish trigger',
    '1 pull',
    '1 scaffold consumer',
    '1 scaffold trigger',
    '1 setup consumer',
    '1 setup trigger',
    '1 teardown consumer',
    '1 teardown trigger',
    '1 trigger',
    '1 trigger',
    '1 watch',
  ])
})

test('every host that the hooks call by default is permitted', async () => {
  const { permissions, settings } = parse(await readFile(join(productFolder, 'definition.yaml'), 'utf8'))
  expect(permissions.net).toEqual(
    expect.arrayContaining(['api.sekoia.io:443', 'intake.sekoia.io:443', 'live.sekoia.io:443', '{github_api_url}']),
  )
  const names = settings.map(({ name }: { name: string }) => name)
  for (const [, name] of permissions.net.join(' ').matchAll(/\{(\w+)\}/g)) expect(names).toContain(name)
})
