import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type DiskMesh, diskMesh } from '../../test/disk-mesh.ts'
import * as parser from '../hooks/imported-paths.ts'
import { planUp } from '../mesh/plan-up.ts'
import { runPlan } from '../run/run-plan.ts'
import { digestHookCode, readHookCode } from './digest-code.ts'

vi.mock('../hooks/imported-paths.ts', { spy: true })

async function productWith(files: Readonly<Record<string, string>>): Promise<DiskMesh> {
  const mesh = await diskMesh()
  onTestFinished(() => mesh[Symbol.asyncDispose]())
  await change(mesh, files)
  vi.mocked(parser.importedPaths).mockClear()
  return mesh
}

const change = (mesh: DiskMesh, files: Readonly<Record<string, string>>) =>
  mesh.write(Object.fromEntries(Object.entries(files).map(([path, text]) => [`products/edr/${path}`, text])))

const digest = async ({ root }: DiskMesh, { target = '', cache = false } = {}) => {
  const code = await readHookCode({ root, product: 'edr', folder: join(root, 'products/edr'), cache })
  const integration = { target, role: 'producer', mode: 'push' } as const
  return digestHookCode(code, target === '' ? {} : { integration })
}

test('the code of a hook is that of every checkout, whatever git made of its line ends', async () => {
  const files = (end: string) => ({
    'hooks.ts': `import data from './data.json' with { type: 'json' }${end}export const x = data${end}`,
    'data.json': `{${end}}${end}`,
  })
  const mesh = await productWith(files('\n'))
  const before = await digest(mesh)
  await change(mesh, files('\r\n'))
  expect(await digest(mesh)).toBe(before)
})

describe('after up, the plan', () => {
  const other = 'integrations/zzz/lib.ts'
  const hooks = (line: string) => `import { setup } from '@meshroom/hooks-sdk'
${line}
export const connect = setup.producer('events', () => {})
`

  /** What is planned when files of a product have changed since they were set up. */
  const plannedAfter = async (files: Readonly<Record<string, string>>, changed: Readonly<Record<string, string>>) => {
    const mesh = await productWith({
      'definition.yaml': 'name: edr\nproduces: { events: [{ mode: push }] }\n',
      ...files,
    })
    await mesh.write({
      'products/siem/definition.yaml': 'name: siem\nconsumes: { events: [{ mode: push }] }\n',
      'products/siem/hooks.ts': `import { setup } from '@meshroom/hooks-sdk'\nexport const receive = setup.consumer('events', () => {})\n`,
      'instances/edr/my-edr/config.yaml': '',
      'instances/siem/my-siem/config.yaml': '',
      'instances/edr/my-edr/plugs/my-siem/events.yaml': '',
    })
    const opened = await mesh.open()
    expect((await runPlan(opened, await planUp(opened))).failed).toEqual([])
    expect((await planUp(await mesh.open())).steps).toEqual([])
    await change(mesh, changed)
    const { steps } = await planUp(await mesh.open())
    return steps.map(({ instance, cause }) => `${instance}: ${cause}`)
  }

  test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    [
      'code of another integration that is imported',
      { 'hooks.ts': hooks(`import './${other}'`), [other]: 'export const x = 1' },
      { [other]: 'export const x = 2' },
    ],
    [
      'data that is imported',
      { 'hooks.ts': hooks(`import data from './data.json' with { type: 'json' }`), 'data.json': '{"x":1}' },
      { 'data.json': '{"x":2}' },
    ],
  ])('sees a change of %s', async (_, files, changed) => {
    expect(await plannedAfter(files, changed)).toEqual(['my-edr: hook code changed'])
  })

  test('does not look at code and data that nothing imports', async () => {
    const files = { 'hooks.ts': hooks(''), [other]: 'export const x = 1', 'data.json': '{}' }
    expect(await plannedAfter(files, { [other]: 'export const x = 2', 'data.json': '[]' })).toEqual([])
  })
})

describe('the digest of the code of a hook', () => {
  const lib = 'integrations/soar/lib.ts'

  test.each<[string, Readonly<Record<string, string>>]>([
    ['import', { 'a.ts': `import { x } from './${lib}'\nexport const y: number = x` }],
    ['export … from', { 'a.ts': `export { x } from './${lib}'` }],
    ['export * from', { 'a.mjs': `export * from "./${lib}"` }],
    ['import()', { 'lib/a.ts': `export const late = () => import('../${lib}')` }],
    ['import() of a template without a gap', { 'a.js': `const late = () => import(\`./${lib}\`)` }],
    ['require() in CommonJS', { 'a.cjs': `if (!module) return\nrequire('./${lib}')` }],
    [
      'require() without an ending',
      { 'a.cjs': `require('./integrations/soar/more')`, 'integrations/soar/more.js': `require('./lib.ts')` },
    ],
    [
      'another file of that integration',
      { 'a.ts': `import './integrations/soar/b.ts'`, 'integrations/soar/b.ts': `import './lib.ts'` },
    ],
    [
      'a circle',
      {
        'a.ts': `import './integrations/soar/b.ts'`,
        'integrations/soar/b.ts': `import '../../a.ts'\nimport './lib.ts'`,
      },
    ],
    ['a path with a query', { 'a.ts': `import './${lib}?x=1'` }],
    ['the integration of the hook', { 'integrations/siem/a.ts': `import '../soar/lib.ts'` }],
  ])('holds what is imported by %s', async (_, files) => {
    const mesh = await productWith({ ...files, [lib]: 'export const x = 1' })
    const before = await digest(mesh, { target: 'siem' })
    await change(mesh, { [lib]: 'export const x = 2' })
    expect(await digest(mesh, { target: 'siem' })).not.toBe(before)
  })

  test.each<[string, Readonly<Record<string, string>>]>([
    ['is only named', { 'a.ts': `export const path = './${lib}'` }],
    ['gives nothing but types', { 'a.ts': `import type { X } from './${lib}'` }],
    ['is imported by a test', { 'a.test.ts': `import './${lib}'`, 'test/a.ts': `import '../${lib}'` }],
    ['is imported by a test that code imports', { 'a.ts': `import './test/b.ts'`, 'test/b.ts': `import '../${lib}'` }],
    ['is imported by a third integration', { 'integrations/tip/a.ts': `import '../soar/lib.ts'` }],
    ['stands in a file that cannot be parsed', { 'a.ts': `import './${lib}'; const = 1` }],
  ])('leaves out code of another integration that %s', async (_, files) => {
    const mesh = await productWith({ ...files, [lib]: 'export const x = 1' })
    const before = await digest(mesh, { target: 'siem' })
    await change(mesh, { [lib]: 'export const x = 2' })
    expect(await digest(mesh, { target: 'siem' })).toBe(before)
  })

  test('is that of its files where an import leads out of the product, to a package, a folder or nowhere', async () => {
    const mesh = await productWith({ 'a.ts': '', 'folder.json/x': '', 'node_modules/p/x.json': '{}' })
    await mesh.write({ 'products/siem/x.json': '{}' })
    const paths = ['../siem/x.json', './node_modules/p/x.json', './folder.json', './nowhere.json']
    await change(mesh, { 'a.ts': paths.map((path) => `import '${path}'\n`).join('') })
    const before = await digest(mesh)
    await mesh.write({ 'products/siem/x.json': '[]', 'products/edr/node_modules/p/x.json': '[]' })
    expect(await digest(mesh)).toBe(before)
  })

  const without = {
    'hooks.ts': `import { setup } from '@meshroom/hooks-sdk'
import { say } from './lib/say.ts'
export const connect = setup.producer('events', () => say('./data.json'))
`,
    'lib/say.ts': 'export const say = (text: string) => text\n',
    'lib/say.test.ts': `import './say.ts'\n`,
    'test/fake.ts': 'export {}\n',
    'templates/x/main.py': 'x\n',
    'data.json': '{"a":1}\n',
    'package.json': '{"type":"module"}\n',
    'integrations/siem/lib.ts': 'export const a = 1\n',
    'integrations/soar/lib.ts': 'export const b = 1\n',
  }

  test('of a product without such imports stays what states have recorded', async () => {
    const mesh = await productWith(without)
    expect([await digest(mesh), await digest(mesh, { target: 'siem' })]).toEqual([
      '7a1d01d6a8241a7015092f0f380c1223d59abb26c7575ea12da70bf86f755de6',
      '6c61db2a7b5060382362a6be341cae5c71c612a15e378f16b41f011e14b48584',
    ])
  })

  test('is made without the parser, and keeps nothing, where no other file is mentioned', async () => {
    const { 'data.json': _, ...files } = { ...without, 'hooks.ts': `import { say } from './lib/say.ts'` }
    const mesh = await productWith(files)
    await digest(mesh, { target: 'siem', cache: true })
    expect(parser.importedPaths).not.toHaveBeenCalled()
    await expect(access(join(mesh.root, '.meshroom/cache/imports'))).rejects.toThrow()
  })

  test('parses a file once, until it changes', async () => {
    vi.stubEnv('XDG_CACHE_HOME', (await productWith({})).root)
    onTestFinished(() => void vi.unstubAllEnvs())
    const mesh = await productWith({ 'a.ts': `import './${lib}'`, 'b.ts': `import './a.ts'`, [lib]: '' })
    const parsed = async () => {
      vi.mocked(parser.importedPaths).mockClear()
      await digest(mesh, { cache: true })
      return vi.mocked(parser.importedPaths).mock.calls.map(([file]) => file)
    }
    expect(await parsed()).toEqual(['a.ts'])
    expect(await parsed()).toEqual([])
    await change(mesh, { [lib]: 'export const x = 2' })
    expect(await parsed()).toEqual([])
    await change(mesh, { 'a.ts': `import './data.json'`, 'data.json': '{}' })
    expect(await parsed()).toEqual(['a.ts'])
  })
})
