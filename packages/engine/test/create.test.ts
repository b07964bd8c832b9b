import fs from 'node:fs'
import { access, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '@meshroom/model'
import git from 'isomorphic-git'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addInstance } from '../src/mesh/add-instance.ts'
import { createCapability } from '../src/mesh/create-capability.ts'
import { createIntegration } from '../src/mesh/create-integration.ts'
import { createProduct } from '../src/mesh/create-product.ts'
import { initProject } from '../src/mesh/init-project.ts'
import { planUp } from '../src/mesh/plan-up.ts'
import { plugInstances } from '../src/mesh/plug-instances.ts'
import { parseUser } from '../src/mesh/read-git-identity.ts'
import { runPlan } from '../src/run/run-plan.ts'
import { type DiskMesh, diskMesh } from './disk-mesh.ts'
import { edrAndSiem, edrDefinition } from './edr-and-siem.ts'
import { failure } from './failure.ts'

let mesh: DiskMesh

beforeEach(async () => {
  mesh = await diskMesh(edrAndSiem)
})
afterEach(() => mesh[Symbol.asyncDispose]())

const nothing = { settings: {}, secrets: {} }
const exists = (file: string) =>
  access(join(mesh.root, file)).then(
    () => true,
    () => false,
  )
const addEdr = async () =>
  addInstance(await mesh.open(), { product: 'edr', settings: { url: 'https://a' }, secrets: { API_KEY: 'k' } })
const _addBoth = async () => {
  await addEdr()
  await addInstance(await mesh.open(), { product: 'siem', ...nothing })
}

describe('create', () => {
  test('a product appears whole, once, and only under a name that can be a folder', async () => {
    const create = async (name: string, files = { 'definition.yaml': 'name: x\n', 'hooks/a.ts': '' }) =>
      createProduct(await mesh.open(), { name, files })
    expect((await create('x')).files).toEqual(['products/x/definition.yaml', 'products/x/hooks/a.ts'])
    expect((await failure(create('x'))).code).toBe('PRODUCT_EXISTS')
    expect((await failure(create('a/b'))).code).toBe('NAME_INVALID')
    expect((await failure(create('X'))).code).toBe('NAME_INVALID')
    expect((await failure(create('y', { '../z': '' } as never))).code).toBe('PATH_REFUSED')
    expect(await exists('products/y')).toBe(false)
  })

  test('a capability is added with comments kept, and not twice', async () => {
    const create = async () =>
      createCapability(await mesh.open(), { product: 'edr', topic: 'threats', role: 'consumer', format: 'stix' })
    expect(await create()).toEqual({ file: 'products/edr/definition.yaml', created: true })
    const text = await mesh.read('products/edr/definition.yaml')
    expect(text.startsWith(edrDefinition)).toBe(true)
    expect(text).toContain('consumes:\n  threats:\n    - mode: push\n      format: stix\n')
    expect((await create()).created).toBe(false)
  })

  test.each([
    ['one capability that is no list', 'executes:\n  scan: { target: file }\n', [{ target: 'file' }, { mode: 'push' }]],
    ['a topic with nothing', 'executes:\n  scan:\n', [{}, { mode: 'push' }]],
  ])('nothing is lost where a topic has %s', async (_, text, expected) => {
    await mesh.write({ 'products/x/definition.yaml': text })
    await createCapability(await mesh.open(), { product: 'x', topic: 'scan', role: 'executor', format: 'openc2' })
    const { executes } = (await import('yaml')).parse(await mesh.read('products/x/definition.yaml'))
    expect(executes.scan).toEqual(expected.map((each, index) => (index === 1 ? { ...each, format: 'openc2' } : each)))
  })

  test('an integration that nothing sets up gets hooks to complete, and both products declare what they lack', async () => {
    const created = await createIntegration(await mesh.open(), {
      product: 'siem',
      target: 'edr',
      topic: 'scan',
      role: 'trigger',
    })
    expect(created).toEqual({
      files: ['products/siem/integrations/edr/scan_trigger.ts', 'products/siem/integrations/edr/scan_trigger.yaml'],
      declared: ['siem triggers scan (push)', 'edr executes scan (push)'],
      scaffolds: [],
    })
    expect((await mesh.open()).project.diagnostics).toEqual([])
    const again = createIntegration(await mesh.open(), {
      product: 'siem',
      target: 'edr',
      topic: 'scan',
      role: 'trigger',
    })
    expect((await failure(again)).code).toBe('INTEGRATION_EXISTS')
  })
})

describe('hooks to complete are written only where nothing sets the end up:', () => {
  const files = async (options: Omit<Parameters<typeof createIntegration>[1], 'target' | 'product'>, product = 'edr') =>
    (await createIntegration(await mesh.open(), { product, target: product === 'edr' ? 'siem' : 'edr', ...options }))
      .files
  const at = (name: string, product = 'edr') =>
    `products/${product}/integrations/${product === 'edr' ? 'siem' : 'edr'}/${name}`
  const hooks = (text: string) => `import { setup } from '@meshroom/hooks-sdk'\nexport const own = setup${text}\n`

  test('not where a hook of the product does', async () => {
    await mesh.write({ 'products/edr/search.ts': hooks(".executor('search', async () => {})") })
    expect(await files({ topic: 'search', role: 'executor' })).toEqual([at('search_executor.yaml')])
  })

  test('not where the product is called at a URL', async () => {
    const call = '    - mode: push\n      url: https://a.example/scan\n      method: POST\n'
    await mesh.write({ 'products/edr/definition.yaml': `${edrDefinition}executes:\n  scan:\n${call}` })
    expect(await files({ topic: 'scan', role: 'executor' })).toEqual([at('scan_executor.yaml')])
  })

  test('not where the target sets up both ends', async () => {
    expect(await files({ topic: 'events', role: 'producer' })).toEqual([at('events_producer.yaml')])
  })

  test('not where a hook waits for a key of the manifest', async () => {
    await mesh.write({ 'products/siem/act.ts': hooks(".trigger({ requires: ['uuid'] }, async () => {})") })
    expect(await files({ topic: 'scan', role: 'trigger' }, 'siem')).toEqual([at('scan_trigger.yaml', 'siem')])
  })

  test('nor over a file that a person wrote', async () => {
    await mesh.write({ [at('scan_executor.ts')]: '// mine\n' })
    expect(await files({ topic: 'scan', role: 'executor' })).toEqual([at('scan_executor.yaml')])
    expect(await mesh.read(at('scan_executor.ts'))).toBe('// mine\n')
  })

  test('in the other mode than the one that is served', async () => {
    await mesh.write({
      'products/edr/search.ts': hooks(".executor({ topic: 'search', mode: 'push' }, async () => {})"),
    })
    expect(await files({ topic: 'search', role: 'executor', mode: 'pull' })).toEqual([
      at('search_executor_pull.ts'),
      at('search_executor_pull.yaml'),
    ])
  })
})

test('the commands of a refused plug make it, and up says which function of which file to complete', async () => {
  await addEdr()
  await addInstance(await mesh.open(), { product: 'siem', ...nothing })
  const plug = { topic: 'risk_reports', source: 'siem', destination: 'edr', ...nothing }
  const { data } = await failure(plugInstances(await mesh.open(), plug))
  const missing = data?.missing as readonly { product: string; target: string; topic: string; role: Role }[]
  for (const { product, target, topic, role } of missing)
    await createIntegration(await mesh.open(), { product, target, topic, role })
  await plugInstances(await mesh.open(), plug)
  const opened = await mesh.open()
  const { failed } = await runPlan(opened, await planUp(opened))
  expect(failed.map(({ error }) => error.message).join()).toContain(
    'products/edr/integrations/siem/risk_reports_consumer.ts: complete setUpRiskReports',
  )
})

test('an action that both declare with a constraint stays as narrow as it is', async () => {
  const siem = 'name: siem\ntriggers:\n  contain:\n    - target: device\n'
  const edr = 'name: edr\nexecutes:\n  contain:\n    - target: device\n'
  await mesh.write({ 'products/siem/definition.yaml': siem, 'products/edr/definition.yaml': edr })
  const { declared } = await createIntegration(await mesh.open(), {
    product: 'siem',
    target: 'edr',
    topic: 'contain',
    role: 'trigger',
  })
  expect(declared).toEqual([])
  expect(await mesh.read('products/siem/definition.yaml')).toBe(siem)
  expect(await mesh.read('products/edr/definition.yaml')).toBe(edr)
})

describe('init', () => {
  const files = { 'products/.gitkeep': '', 'instances/.gitkeep': '', 'README.md': '# mesh\n' }

  test('makes a repository on main with one commit by the person, without git on the machine', async () => {
    const path = await mkdtemp(join(tmpdir(), 'meshroom-init-'))
    try {
      const root = join(path, 'mesh')
      const made = await initProject({ path: root, files, author: { name: 'Ada', email: 'ada@example.com' } })
      expect(made).toMatchObject({ root, created: ['README.md', 'instances/.gitkeep', 'products/.gitkeep'] })
      const [commit] = await git.log({ fs, dir: root })
      expect(commit).toMatchObject({ oid: made.commit, commit: { author: { name: 'Ada' } } })
      expect(await git.currentBranch({ fs, dir: root })).toBe('main')
      expect(await git.statusMatrix({ fs, dir: root }).then((rows) => rows.every((row) => row[1] === row[3]))).toBe(
        true,
      )
      expect((await failure(initProject({ path: root, files }))).code).toBe('PROJECT_EXISTS')
      expect((await failure(initProject({ path: join(root, 'products', 'x'), files }))).code).toBe('PROJECT_EXISTS')
    } finally {
      await rm(path, { recursive: true })
    }
  })

  test('overwrites nothing', async () => {
    const path = await mkdtemp(join(tmpdir(), 'meshroom-init-'))
    try {
      await fs.promises.writeFile(join(path, 'README.md'), 'mine')
      expect((await failure(initProject({ path, files }))).code).toBe('FILE_EXISTS')
      expect(await readFile(join(path, 'README.md'), 'utf8')).toBe('mine')
      expect(await fs.promises.readdir(path)).toEqual(['README.md'])
    } finally {
      await rm(path, { recursive: true })
    }
  })

  test.each([
    ['[user]\n\tname = Ada Lovelace\n\temail = ada@example.com\n', { name: 'Ada Lovelace', email: 'ada@example.com' }],
    ['[USER]\nname = "A # B" ; c\n[core]\nname = x\n', { name: 'A # B' }],
    ['[user "other"]\nname = x\n', {}],
    ['[user]\nname = a\nname = b # last\n', { name: 'b' }],
  ])('reads who commits from a git configuration: %j', (text, expected) => {
    expect(parseUser(text)).toEqual(expected)
  })
})
