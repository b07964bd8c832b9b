import { readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { run, succeed, tool } from './run.ts'
import { repository } from './stranger.ts'

const packages = readdirSync(join(repository, 'packages')).sort()
const stranger = inject('stranger')
const { project } = stranger

/** Messages of openpgp's own code, which no minifier changes. */
const textsOfOpenPgp = ['Session key decryption failed', 'Error decrypting message', 'Misformed armored text']

describe.each(packages)('the tarball of %s', (name) => {
  const tarball = () => stranger.tarballs[`@meshroom/${name}`]!

  it('is right for publint', async () => {
    expect(await run(tool('publint'), ['run', tarball(), '--strict'])).toMatchObject({ code: 0 })
  })

  it('has types that resolve, for attw', async () => {
    expect(await run(tool('attw'), [tarball(), '--profile', 'esm-only'])).toMatchObject({ code: 0 })
  })

  it('holds no sources, no tests and no install scripts', async () => {
    const { stdout } = await succeed('tar', ['-tzf', tarball()])
    expect(
      stdout.split('\n').filter((file) => /\/src\/|\.test\.|fixtures|^package\/tsconfig|node_modules/.test(file)),
    ).toEqual([])
    const { stdout: manifest } = await succeed('tar', ['-xzOf', tarball(), 'package/package.json'])
    const { scripts = {}, dependencies = {}, exports } = JSON.parse(manifest)
    expect(Object.keys(scripts).filter((script) => /install|prepare/.test(script))).toEqual([])
    expect(Object.values(dependencies).filter((range) => String(range).includes('workspace:'))).toEqual([])
    expect(JSON.stringify(exports)).not.toContain('@meshroom/source')
  })

  it('depends on whatever its types name', async () => {
    const { stdout } = await succeed('tar', ['-xzOf', tarball(), '--wildcards', 'package/dist/*.d.ts'])
    const named = [...stdout.matchAll(/(?:from |import\()'(@[^/']+\/[^/']+|[^./@'][^/']*)/g)].map(([, from]) => from!)
    const { stdout: manifest } = await succeed('tar', ['-xzOf', tarball(), 'package/package.json'])
    const depended = Object.keys(JSON.parse(manifest).dependencies ?? {})
    const missing = new Set(named.filter((from) => !from.startsWith('node:') && !depended.includes(from)))
    expect([...missing]).toEqual([])
  })

  it('holds nothing of openpgp, which is under the LGPL and is depended on instead', async () => {
    const library = await readFile(join(project, 'node_modules/openpgp/dist/node/openpgp.mjs'), 'utf8')
    for (const text of textsOfOpenPgp) expect(library).toContain(text)
    const { stdout } = await succeed('tar', ['-xzOf', tarball(), '--wildcards', '*.js'])
    expect(textsOfOpenPgp.filter((text) => stdout.includes(text))).toEqual([])
    const { stdout: manifest } = await succeed('tar', ['-xzOf', tarball(), 'package/package.json'])
    const isNamed = /(?:import\(|from ?)['"]openpgp['"]/.test(stdout)
    expect(isNamed).toBe(Object.hasOwn(JSON.parse(manifest).dependencies ?? {}, 'openpgp'))
  })

  it('says its licence and how to use it', async () => {
    const { stdout } = await succeed('tar', ['-tzf', tarball()])
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['package/LICENSE', 'package/README.md']))
  })

  it('can be imported', async () => {
    const code = `process.stdout.write(Object.keys(await import('@meshroom/${name}')).join(' '))`
    const { stdout, stderr } = await succeed('node', ['--input-type=module', '-e', code], { cwd: project })
    expect(stderr).toBe('')
    if (name !== 'cli') expect(stdout).not.toBe('')
  })
})

describe('a project of a stranger', () => {
  it('has each package once', async () => {
    const { stdout } = await succeed('npm', ['ls', '--all', '--json', ...Object.keys(stranger.tarballs)], {
      cwd: project,
    })
    expect(
      [...stdout.matchAll(/"resolved": "([^"]*meshroom[^"]*)"/g)].filter(([, from]) => !from!.startsWith('file:')),
    ).toEqual([])
    const nested = await succeed('find', ['node_modules', '-path', '*/node_modules/*/node_modules/@meshroom'], {
      cwd: project,
    })
    expect(nested.stdout).toBe('')
  })

  it('type-checks against the packages, which type-check themselves', async () => {
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify(strictest))
    await writeFile(join(project, 'consumer.ts'), consumer)
    const { stdout } = await run(tool('tsc'), ['-p', '.', '--pretty', 'false'], { cwd: project })
    const ofOthers = /^(?!node_modules\/@meshroom\/)node_modules\//
    expect(stdout.split('\n').filter((line) => line !== '' && !ofOthers.test(line))).toEqual([])
  })

  it('is told by the compiler when it uses them wrongly', async () => {
    await writeFile(
      join(project, 'consumer.ts'),
      `${consumer}\nsetup.executor('search', async ({ plug }) => plug.nothing())\n`,
    )
    const { text } = await run(tool('tsc'), ['-p', '.'], { cwd: project })
    expect(text).toContain("Property 'nothing' does not exist")
  })
})

const strictest = {
  compilerOptions: {
    strict: true,
    module: 'nodenext',
    target: 'es2023',
    lib: ['es2024', 'esnext.iterator', 'esnext.disposable'],
    types: ['node'],
    typeRoots: [join(repository, 'node_modules/@types')],
    noEmit: true,
    skipLibCheck: false,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
  },
  files: ['consumer.ts'],
}

const consumer = `
import { openMesh, type EnginePorts } from '@meshroom/engine'
import { matchCapabilities } from '@meshroom/graph'
import { setup, watch, type SideContext } from '@meshroom/hooks-sdk'
import { loadProject, MeshroomError, type Project } from '@meshroom/model'
import { openVault } from '@meshroom/secrets'
import { renderProduct } from '@meshroom/templates'

export const install = setup.executor({ topic: 'search', mode: 'push' }, async ({ plug }: SideContext) => {
  await plug.output('url', 'https://example.test')
})
export const follow = watch('events', async function* ({ signal }) {
  if (!signal.aborted) yield { event: 'hello', cursor: '1' }
})
export const project: Promise<Project> = loadProject('.')
export const files: Record<string, string> = renderProduct('edr', 'myedr')
export const failure: MeshroomError = new MeshroomError('CODE', 'message', { hint: 'try again' })
export const mesh = (ports: EnginePorts) => openMesh({ root: '.', ports })
export const others = [matchCapabilities, openVault]
`
