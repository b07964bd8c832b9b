import { access, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addInstance } from '../src/mesh/add-instance.ts'
import { configureInstance } from '../src/mesh/configure-instance.ts'
import { configurePlug } from '../src/mesh/configure-plug.ts'
import { plugInstances } from '../src/mesh/plug-instances.ts'
import { type DiskMesh, diskMesh } from './disk-mesh.ts'
import { edrAndSiem } from './edr-and-siem.ts'
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

  test('where nothing is given, what is required or has a default is asked for, secrets hidden, and a default that is confirmed is not written', async () => {
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

  test.each([
    ['a secret in an object', '{"host": "h", "password": "canary"}', 'SETTING_IS_SECRET', '-s login.password'],
    ['a secret in a list', '{"others": [{"password": "canary"}]}', 'SETTING_IS_SECRET', '-s login.others[0].password'],
    ['an unknown key in an object', '{"passwort": "canary"}', 'SETTING_UNKNOWN', 'did you mean "password"?'],
    ['an object that is no JSON', '{"password": "canary"', 'SETTING_WRONG_TYPE', '-c login='],
  ])('%s is refused before anything is written, and not shown', async (_, login, code, hint) => {
    await mesh.write({
      'products/box/definition.yaml': `name: box
settings:
  - name: login
    type: object
    required: false
    properties:
      host: { type: string, required: false }
      password: { type: string, secret: true, required: false }
      others: { type: array, required: false, items: { type: object, properties: { password: { type: string, secret: true } } } }
`,
    })
    const add = async (settings: Record<string, string>) =>
      addInstance(await mesh.open(), { product: 'box', settings, secrets: {} })
    const error = await failure(add({ login }))
    expect(error).toMatchObject({ code, hint: expect.stringContaining(hint) })
    expect(`${error.message} ${error.hint} ${JSON.stringify(error.data)}`).not.toContain('canary')
    expect(await exists('instances/box')).toBe(false)
    await add({ login: '{"host": "h"}' })
    expect(await mesh.read('instances/box/box/config.yaml')).toContain('host: h')
  })

  test('a name is refused when it is taken, or could leave its folder; a product nearly right is suggested', async () => {
    await addEdr()
    const add = async (product: string, name: string) =>
      failure(addInstance(await mesh.open(), { product, name, ...nothing }))
    expect((await add('siem', 'edr')).code).toBe('INSTANCE_EXISTS')
    expect((await add('siem', '../x')).code).toBe('NAME_INVALID')
    expect(await add('siem', 'EDR')).toMatchObject({ code: 'NAME_INVALID', data: { twin: 'edr' } })
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
    mesh.answers.push('https://a', 'k2', '7', '')
    await configureInstance(await mesh.open(), { name: 'edr', ...nothing })
    expect(mesh.questions.map(({ default: offered }) => offered)).toEqual(['https://a', undefined, '3', undefined])
    expect(await mesh.read('instances/edr/edr/config.yaml')).toContain('level: 7')
    expect(await mesh.read('instances/edr/edr/config.yaml')).not.toContain('proxy')
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
