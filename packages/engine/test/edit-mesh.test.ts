import fs from 'node:fs'
import { access, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MeshroomError } from '@meshroom/model'
import git from 'isomorphic-git'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addInstance } from '../src/mesh/add-instance.ts'
import { configureInstance } from '../src/mesh/configure-instance.ts'
import { configurePlug } from '../src/mesh/configure-plug.ts'
import { createCapability } from '../src/mesh/create-capability.ts'
import { createIntegration } from '../src/mesh/create-integration.ts'
import { createProduct } from '../src/mesh/create-product.ts'
import { describePlug } from '../src/mesh/describe-plug.ts'
import { initProject } from '../src/mesh/init-project.ts'
import { listPlugs } from '../src/mesh/list-plugs.ts'
import { plugInstances } from '../src/mesh/plug-instances.ts'
import { parseUser } from '../src/mesh/read-git-identity.ts'
import { removeInstance } from '../src/mesh/remove-instance.ts'
import { unplugInstances } from '../src/mesh/unplug-instances.ts'
import { validateProject } from '../src/mesh/validate-project.ts'
import { adoptPlug } from '../src/state/adopt-plug.ts'
import { type DiskMesh, diskMesh } from './disk-mesh.ts'

const edr = `# our EDR
name: edr
settings:
  - name: url
  - name: API_KEY
    secret: true
  - name: level
    type: integer
    default: 3
    maximum: 9
produces:
  events: # raw telemetry
    - mode: push
`
const siemHooks = `import { setup } from '@meshroom/hooks-sdk'
export const intake = setup.consumer({ topic: 'events', ownsBoth: true }, async () => {})
`

let mesh: DiskMesh

beforeEach(async () => {
  mesh = await diskMesh({
    'products/edr/definition.yaml': edr,
    'products/siem/definition.yaml': 'name: siem\nconsumes:\n  events:\n    - {}\n',
    'products/siem/setup.ts': siemHooks,
  })
})
afterEach(() => mesh[Symbol.asyncDispose]())

const nothing = { settings: {}, secrets: {} }
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('nothing failed'),
    (error: unknown) => (error instanceof MeshroomError ? error : expect.unreachable(String(error))),
  )
const exists = (file: string) =>
  access(join(mesh.root, file)).then(
    () => true,
    () => false,
  )
const addEdr = async () =>
  addInstance(await mesh.open(), { product: 'edr', settings: { url: 'https://a' }, secrets: { API_KEY: 'k' } })
const addBoth = async () => {
  await addEdr()
  await addInstance(await mesh.open(), { product: 'siem', ...nothing })
}
const plugEvents = async (more = {}) =>
  plugInstances(await mesh.open(), { topic: 'events', source: 'edr', destination: 'siem', ...nothing, ...more })

describe('add', () => {
  test('writes settings to the manifest, without defaults, and secrets to the vault', async () => {
    expect(await addEdr()).toEqual({ name: 'edr', files: ['instances/edr/edr/config.yaml'], secrets: ['API_KEY'] })
    const config = await mesh.read('instances/edr/edr/config.yaml')
    expect(config).toContain('url: https://a')
    expect(config).not.toMatch(/level|API_KEY|\bk\b/)
    expect(mesh.secrets.get('instance edr/edr')).toEqual({ API_KEY: 'k' })
  })

  test('where nothing is given everything is asked for, secrets hidden, and a default that is confirmed is not written', async () => {
    mesh.answers.push('https://b', 'key', '3')
    await addInstance(await mesh.open(), { product: 'edr', name: 'paris', ...nothing })
    expect(mesh.questions.map(({ kind, flag, default: offered }) => [kind, flag, offered])).toEqual([
      ['text', '-c url=<value>', undefined],
      ['secret', '-s API_KEY', undefined],
      ['text', '-c level=<value>', '3'],
    ])
    expect(await mesh.read('instances/edr/paris/config.yaml')).not.toContain('level')
  })

  test('an answer that does not fit is asked for again', async () => {
    mesh.answers.push('https://b', 'key', '12', '8')
    await addInstance(await mesh.open(), { product: 'edr', ...nothing })
    expect(mesh.events).toEqual([expect.objectContaining({ type: 'warning', code: 'SETTING_OUT_OF_RANGE' })])
    expect(await mesh.read('instances/edr/edr/config.yaml')).toContain('level: 8')
  })

  test('where nobody can be asked every missing flag is named at once, and nothing is written', async () => {
    const error = await failure(addInstance(await mesh.open(), { product: 'edr', ...nothing }))
    expect(error.code).toBe('INPUT_REQUIRED')
    expect(error.hint).toBe('give -c url=<value> -s API_KEY, and one line on standard input')
    expect(await exists('instances/edr')).toBe(false)
    expect(mesh.log).toEqual([])
  })

  test.each([
    ['of another type', { level: 'high' }, {}, 'SETTING_WRONG_TYPE'],
    ['out of range', { level: '10' }, {}, 'SETTING_OUT_OF_RANGE'],
    ['nearly right', { urls: 'x' }, {}, 'SETTING_UNKNOWN'],
    ['a secret on the command line', { API_KEY: 'canary' }, {}, 'SETTING_IS_SECRET'],
    ['no secret though given as one', {}, { url: 'x' }, 'SETTING_NOT_SECRET'],
    ['a secret that is nearly right', {}, { API_KEYS: 'canary' }, 'SETTING_UNKNOWN'],
  ])('a setting %s is refused before anything is written', async (_, settings, secrets, code) => {
    const given = { product: 'edr', settings: { url: 'u', ...settings }, secrets: { API_KEY: 'k', ...secrets } }
    const error = await failure(addInstance(await mesh.open(), given))
    expect(error.code).toBe(code)
    expect(`${error.message} ${error.hint} ${JSON.stringify(error.data)}`).not.toContain('canary')
    expect(await exists('instances/edr')).toBe(false)
    expect(mesh.log).toEqual([])
  })

  test('a name is refused when it is taken, or could leave its folder; a product nearly right is suggested', async () => {
    await addEdr()
    const add = async (product: string, name: string) =>
      failure(addInstance(await mesh.open(), { product, name, ...nothing }))
    expect((await add('siem', 'edr')).code).toBe('INSTANCE_EXISTS')
    expect((await add('siem', '../x')).code).toBe('NAME_INVALID')
    expect(await add('siems', 'x')).toMatchObject({ code: 'PRODUCT_UNKNOWN', data: { suggestions: ['siem'] } })
  })

  test('the vault is written before the manifest; what was cut short between the two is simply done again', async () => {
    await mesh.write({ 'instances/edr': 'in the way' })
    await expect(addEdr()).rejects.toThrow()
    expect(mesh.log).toEqual(['secret instance edr/edr API_KEY'])
    await rm(join(mesh.root, 'instances/edr'))
    expect((await addEdr()).files).toEqual(['instances/edr/edr/config.yaml'])
  })
})

describe('configure', () => {
  test('keeps comments and what is not named', async () => {
    await addEdr()
    await mesh.write({ 'instances/edr/edr/config.yaml': '# by hand\nsettings:\n  url: https://a # prod\n  level: 4\n' })
    const saved = await configureInstance(await mesh.open(), {
      name: 'edr',
      settings: { level: '5' },
      secrets: { API_KEY: 'new' },
    })
    expect(saved).toEqual({ files: ['instances/edr/edr/config.yaml'], secrets: ['API_KEY'] })
    expect(await mesh.read('instances/edr/edr/config.yaml')).toBe(
      '# by hand\nsettings:\n  url: https://a # prod\n  level: 5\n',
    )
  })

  test('without flags asks for all, offering what is there now', async () => {
    await addEdr()
    mesh.questions.length = 0
    mesh.answers.push('https://a', 'k2', '7')
    await configureInstance(await mesh.open(), { name: 'edr', ...nothing })
    expect(mesh.questions.map(({ default: offered }) => offered)).toEqual(['https://a', undefined, '3'])
    expect(await mesh.read('instances/edr/edr/config.yaml')).toContain('level: 7')
  })

  test('a plug has the settings of both sides’ integrations', async () => {
    await mesh.write({
      'products/siem/integrations/edr/events_consumer.yaml':
        'settings:\n  - name: queue\n    default: main\n  - name: TOKEN\n    secret: true\n',
      'products/edr/integrations/siem/events_producer.yaml': 'settings:\n  - name: rate\n    type: integer\n',
    })
    await addBoth()
    const error = await failure(plugEvents())
    expect(error.hint).toContain('-c rate=<value>')
    await plugEvents({ settings: { rate: '5' }, secrets: { TOKEN: 't' } })
    await configurePlug(await mesh.open(), {
      topic: 'events',
      source: 'edr',
      destination: 'siem',
      settings: { queue: 'b' },
      secrets: {},
    })
    expect(await mesh.read('instances/edr/edr/plugs/siem/events.yaml')).toContain('settings:\n  rate: 5\n  queue: b\n')
    expect(mesh.secrets.get('plug edr/siem/events/push')).toEqual({ TOKEN: 't' })
  })
})

describe('plug and unplug', () => {
  test('writes the manifest and says who sets up what', async () => {
    await addBoth()
    const plugged = await plugEvents()
    expect(plugged).toMatchObject({ plug: { mode: 'push' }, file: 'instances/edr/edr/plugs/siem/events.yaml' })
    expect(plugged.sides.map(({ instance, hooks }) => [instance, hooks.length])).toEqual([
      ['siem', 1],
      ['edr', 0],
    ])
    expect(await listPlugs(await mesh.open())).toEqual([
      { source: 'edr', destination: 'siem', topic: 'events', mode: 'push', status: 'down' },
    ])
  })

  test('a second time is refused; in another format too, unless it takes the first one’s place', async () => {
    await addBoth()
    await plugEvents({ format: 'cef' })
    expect((await failure(plugEvents({ format: 'CEF' }))).code).toBe('PLUG_EXISTS')
    const other = await failure(plugEvents({ format: 'ecs' }))
    expect([other.code, other.hint]).toEqual(['PLUG_EXISTS', '--replace takes its place'])
    await plugEvents({ format: 'ecs', replace: true })
    expect(await listPlugs(await mesh.open())).toMatchObject([{ format: 'ecs' }])
  })

  test('names nearly right are suggested, not taken', async () => {
    await addBoth()
    const misspelt = await failure(plugEvents({ topic: 'event' }))
    expect(misspelt).toMatchObject({ code: 'PLUG_NO_MATCH', data: { suggestions: ['events'] } })
    expect(await failure(plugEvents({ source: 'edrs' }))).toMatchObject({
      code: 'INSTANCE_UNKNOWN',
      data: { suggestions: ['edr'] },
    })
  })

  test('unplug removes the manifest and the folders that it leaves empty', async () => {
    await addBoth()
    await plugEvents()
    mesh.secrets.set('plug edr/siem/events/push', { T: 't' })
    const name = { topic: 'events', source: 'edr', destination: 'siem' }
    expect(await unplugInstances(await mesh.open(), name)).toEqual({ plug: { ...name, mode: 'push' }, wasUp: false })
    expect(await exists('instances/edr/edr/plugs')).toBe(false)
    expect(mesh.secrets.has('plug edr/siem/events/push')).toBe(false)
    expect((await failure(unplugInstances(await mesh.open(), name))).code).toBe('PLUG_UNKNOWN')
  })

  test('a plug in both modes must be named by its mode', async () => {
    await addBoth()
    await plugEvents({ mode: 'push' })
    await mesh.write({ 'instances/edr/edr/plugs/siem/events_pull.yaml': '' })
    const name = { topic: 'events', source: 'edr', destination: 'siem' }
    expect((await failure(unplugInstances(await mesh.open(), name))).code).toBe('PLUG_AMBIGUOUS')
    expect((await unplugInstances(await mesh.open(), { ...name, mode: 'pull' })).plug.mode).toBe('pull')
  })

  test('what is up, in whatever environment, keeps its secrets and its state', async () => {
    await addBoth()
    await plugEvents()
    mesh.secrets.set('plug edr/siem/events/push', { T: 't' })
    await setUp('staging')
    const unplugged = await unplugInstances(await mesh.open(), { topic: 'events', source: 'edr', destination: 'siem' })
    expect(unplugged.wasUp).toBe(true)
    expect(mesh.secrets.has('plug edr/siem/events/push')).toBe(true)
    expect(await exists('state/staging/edr/siem/events.json')).toBe(true)
  })

  test('what an earlier tool set up is recorded before its manifest goes', async () => {
    await addBoth()
    await mesh.write({ 'instances/edr/edr/plugs/siem/events.yaml': 'status: up\n' })
    const unplugged = await unplugInstances(await mesh.open(), { topic: 'events', source: 'edr', destination: 'siem' })
    expect(unplugged.wasUp).toBe(true)
    expect(await exists('state/default/edr/siem/events.json')).toBe(true)
  })
})

/** As after an `up` of every plug. */
async function setUp(environment = 'default'): Promise<void> {
  const opened = await mesh.open(environment)
  for (const plug of opened.project.plugs) await opened.states.write(adoptPlug(await describePlug(opened, plug)))
}

describe('remove', () => {
  test('is refused while a plug is up, in any environment, and names it', async () => {
    await addBoth()
    await plugEvents()
    await setUp('staging')
    const error = await failure(removeInstance(await mesh.open(), { name: 'siem' }))
    expect(error.code).toBe('INSTANCE_IN_USE')
    expect(error.message).toContain('events from edr to siem')
    expect(await exists('instances/siem/siem/config.yaml')).toBe(true)
  })

  test('takes the plugs to it and from it along, and the secrets that nothing needs', async () => {
    await addBoth()
    await plugEvents()
    const { files } = await removeInstance(await mesh.open(), { name: 'edr' })
    expect(files).toEqual(['instances/edr/edr/config.yaml', 'instances/edr/edr/plugs/siem/events.yaml'])
    expect(await exists('instances/edr')).toBe(false)
    expect(mesh.secrets.size).toBe(0)
  })

  test('with force keeps the secrets that the teardown needs', async () => {
    await addBoth()
    await plugEvents()
    await setUp()
    mesh.secrets.set('instance siem/siem', { API_KEY: 's' }).set('plug edr/siem/events/push', { KEY: 'p' })
    const { files } = await removeInstance(await mesh.open(), { name: 'siem', force: true })
    expect(files).toEqual(['instances/edr/edr/plugs/siem/events.yaml', 'instances/siem/siem/config.yaml'])
    expect([...mesh.secrets.keys()].toSorted()).toEqual([
      'instance edr/edr',
      'instance siem/siem',
      'plug edr/siem/events/push',
    ])
  })
})

describe('create', () => {
  test('a product appears whole, once, and only under a name that can be a folder', async () => {
    const create = async (name: string, files = { 'definition.yaml': 'name: x\n', 'hooks/a.ts': '' }) =>
      createProduct(await mesh.open(), { name, files })
    expect((await create('x')).files).toEqual(['products/x/definition.yaml', 'products/x/hooks/a.ts'])
    expect((await failure(create('x'))).code).toBe('PRODUCT_EXISTS')
    expect((await failure(create('a/b'))).code).toBe('NAME_INVALID')
    expect((await failure(create('y', { '../z': '' } as never))).code).toBe('PATH_REFUSED')
    expect(await exists('products/y')).toBe(false)
  })

  test('a capability is added with comments kept, and not twice', async () => {
    const create = async () =>
      createCapability(await mesh.open(), { product: 'edr', topic: 'threats', role: 'consumer', format: 'stix' })
    expect(await create()).toEqual({ file: 'products/edr/definition.yaml', created: true })
    const text = await mesh.read('products/edr/definition.yaml')
    expect(text.startsWith(edr)).toBe(true)
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

  test('an integration without a scaffold hook is a manifest, and both products declare what they lack', async () => {
    const created = await createIntegration(await mesh.open(), {
      product: 'siem',
      target: 'edr',
      topic: 'scan',
      role: 'trigger',
    })
    expect(created).toEqual({
      files: ['products/siem/integrations/edr/scan_trigger.yaml'],
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

test('validate says every problem at once, with its file', async () => {
  await addBoth()
  await plugEvents()
  await mesh.write({
    'products/siem/setup.ts':
      'import { setup } from "@meshroom/hooks-sdk"\nconst topic = process.title\nexport const a = setup.consumer({ topic }, () => {})\n',
    'state/default/edr/siem/alerts.json': '{"version":1,',
    'instances/edr/edr/config.yaml': 'settings:\n  level: 99\n',
  })
  const found = (await validateProject(await mesh.open())).map(({ code, file }) => `${file} ${code}`)
  expect(found).toContainEqual(expect.stringContaining('instances/edr/edr/plugs/siem/events.yaml PLUG_NO_MATCH'))
  expect(found).toContainEqual(expect.stringContaining('products/siem/setup.ts HOOK_'))
  expect(found).toContainEqual('state/default/edr/siem/alerts.json STATE_UNREADABLE')
})
