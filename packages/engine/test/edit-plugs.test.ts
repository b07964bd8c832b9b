import { access, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addInstance } from '../src/mesh/add-instance.ts'
import { describePlug } from '../src/mesh/describe-plug.ts'
import { listPlugs } from '../src/mesh/list-plugs.ts'
import { planDown } from '../src/mesh/plan-down.ts'
import { planUp } from '../src/mesh/plan-up.ts'
import { plugInstances } from '../src/mesh/plug-instances.ts'
import { removeInstance } from '../src/mesh/remove-instance.ts'
import { unplugInstances } from '../src/mesh/unplug-instances.ts'
import { validateProject } from '../src/mesh/validate-project.ts'
import { forgetSecrets } from '../src/run/forget-secrets.ts'
import { adoptPlug } from '../src/state/adopt-plug.ts'
import type { PlugState } from '../src/state/plug-state.ts'
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

/** As after an `up` of every plug. */
async function setUp(environment = 'default'): Promise<void> {
  await mesh.write({ [`environments/${environment}.yaml`]: '' })
  const opened = await mesh.open(environment)
  for (const plug of opened.project.plugs) await opened.states.write(adoptPlug(await describePlug(opened, plug)))
}

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

  test('a topic that is only nearly one of the products is asked about, where hooks of any topic would serve it', async () => {
    const anyTopic = (role: string) =>
      `import { setup } from '@meshroom/hooks-sdk'\nexport const any = setup.${role}({}, async () => {})\n`
    await mesh.write({ 'products/edr/any.ts': anyTopic('producer'), 'products/siem/any.ts': anyTopic('consumer') })
    await addBoth()
    expect((await failure(plugEvents({ topic: 'evnts' }))).code).toBe('INPUT_REQUIRED')
    mesh.answers.push('no')
    expect(await failure(plugEvents({ topic: 'evnts' }))).toMatchObject({
      code: 'TOPIC_UNKNOWN',
      hint: 'did you mean "events"?',
    })
    expect(await exists('instances/edr/edr/plugs')).toBe(false)
    expect((await plugEvents({ topic: 'weather' })).plug.topic).toBe('weather')
    expect((await plugEvents()).plug.topic).toBe('events')
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

describe('where a state cannot be read', () => {
  const state = (environment: string) => `state/${environment}/edr/siem/events.json`
  const cutOff = async (environment: string) => {
    await addBoth()
    await plugEvents()
    await setUp(environment)
    mesh.secrets.set('instance siem/siem', { API_KEY: 's' }).set('plug edr/siem/events/push', { KEY: 'p' })
    const text = (await mesh.read(state(environment))).slice(0, 200)
    await mesh.write({ [state(environment)]: text })
    return text
  }
  const acts = {
    unplug: async () => unplugInstances(await mesh.open(), { topic: 'events', source: 'edr', destination: 'siem' }),
    'remove of the source': async () => removeInstance(await mesh.open(), { name: 'edr' }),
    'remove of the destination': async () => removeInstance(await mesh.open(), { name: 'siem' }),
  }

  describe.each(Object.entries(acts))('%s', (_, act) => {
    test.each([
      ['default', /^meshroom state repair; then/],
      ['staging', /^meshroom state repair --environment staging; then/],
    ])('is refused, names the file and the repair, and changes nothing (%s)', async (environment, hint) => {
      const text = await cutOff(environment)
      const error = await failure(act())
      expect(error).toMatchObject({ code: 'STATE_UNREADABLE', file: state(environment) })
      expect(error.message).toContain(state(environment))
      expect(error.hint).toMatch(hint)
      expect(await mesh.read(state(environment))).toBe(text)
      expect(await exists('instances/edr/edr/plugs/siem/events.yaml')).toBe(true)
      expect(mesh.secrets.size).toBe(3)
    })
  })

  test('the state of a newer Meshroom is refused too, and no repair is offered for it', async () => {
    await cutOff('default')
    await mesh.write({ [state('default')]: '{"version":99}' })
    const error = await failure(acts.unplug())
    expect(error).toMatchObject({ code: 'STATE_TOO_NEW', hint: expect.not.stringContaining('repair') })
    expect(await mesh.read(state('default'))).toBe('{"version":99}')
  })

  test('another plug of the same instance is unplugged all the same', async () => {
    await cutOff('default')
    await addInstance(await mesh.open(), { product: 'siem', name: 'lyon', ...nothing })
    await plugEvents({ destination: 'lyon' })
    await unplugInstances(await mesh.open(), { topic: 'events', source: 'edr', destination: 'lyon' })
    expect(await exists('instances/edr/edr/plugs/lyon')).toBe(false)
  })

  test('remove --force leaves the state to be repaired, with its secrets, and the plan says so', async () => {
    const text = await cutOff('default')
    await removeInstance(await mesh.open(), { name: 'siem', force: true })
    expect(await mesh.read(state('default'))).toBe(text)
    expect(mesh.secrets.size).toBe(3)
    const plan = await planUp(await mesh.open())
    expect(plan.refused).toMatchObject([{ code: 'STATE_UNREADABLE', plug: { destination: 'siem' } }])
  })
})

describe('remove', () => {
  test('is refused while a plug is up, in any environment, and names it', async () => {
    await addBoth()
    await plugEvents()
    await setUp('staging')
    const error = await failure(removeInstance(await mesh.open(), { name: 'siem' }))
    expect(error.code).toBe('INSTANCE_IN_USE')
    expect(error.message).toContain('events from edr to siem in staging')
    expect(await exists('instances/siem/siem/config.yaml')).toBe(true)
  })

  test('names for each plug that is up the command that takes it down, and they lead out', async () => {
    await addBoth()
    await plugEvents()
    await setUp()
    await setUp('staging')
    const { hint } = await failure(removeInstance(await mesh.open(), { name: 'siem' }))
    expect(hint?.split('\n')).toEqual([
      'meshroom down edr siem events',
      'meshroom down edr siem events --environment staging',
      'or --force: the next up tears it down then',
    ])
    const filter = { source: 'edr', destination: 'siem', topic: 'events' }
    for (const environment of ['default', 'staging']) {
      const opened = await mesh.open(environment)
      const { steps } = await planDown(opened, filter)
      expect(steps.map(({ instance }) => instance)).toEqual(['siem'])
      for (const { plug } of steps) await opened.states.remove(plug)
    }
    await removeInstance(await mesh.open(), { name: 'siem' })
    expect(await exists('instances/siem/siem')).toBe(false)
  })

  test('what an earlier tool set up and this one took down is not up', async () => {
    await addBoth()
    await plugEvents()
    const file = 'instances/edr/edr/plugs/siem/events.yaml'
    await mesh.write({ [file]: `${await mesh.read(file)}status: up\n` })
    expect((await failure(removeInstance(await mesh.open(), { name: 'siem' }))).hint).toContain(
      'meshroom down edr siem events\n',
    )
    await setUp()
    const opened = await mesh.open()
    const [state] = (await opened.states.readAll()).states
    await opened.states.write({ ...(state as PlugState), status: 'down', steps: [] })
    await removeInstance(await mesh.open(), { name: 'siem' })
    expect(await exists('instances/siem/siem')).toBe(false)
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

describe('secrets outlive a teardown', () => {
  const tornDown = async (breaking: (file: string) => Promise<void>, environment: string) => {
    await addBoth()
    await plugEvents()
    await setUp()
    await setUp(environment)
    mesh.secrets.set('instance siem/siem', { API_KEY: 's' }).set('plug edr/siem/events/push', { KEY: 'p' })
    const before = (await (await mesh.open()).states.readAll()).states[0] as PlugState
    await removeInstance(await mesh.open(), { name: 'siem', force: true })
    await breaking(`state/${environment}/edr/siem/events.json`)
    await forgetSecrets(await mesh.open(), { before, after: { ...before, status: 'down', steps: [] } })
    return [...mesh.secrets.keys()].filter((owner) => owner !== 'instance edr/edr')
  }

  test('where another environment still needs them', async () => {
    expect(await tornDown(async () => {}, 'staging')).toEqual(['instance siem/siem', 'plug edr/siem/events/push'])
  })

  test('where nobody knows whether another environment does', async () => {
    const kept = await tornDown((file) => mesh.write({ [file]: '{' }), 'staging')
    expect(kept).toEqual(['instance siem/siem', 'plug edr/siem/events/push'])
  })

  test('but not where nothing else was set up', async () => {
    expect(await tornDown(async () => {}, 'default')).toEqual([])
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
    'products/tip/definition.yaml': 'name: tip\n',
    'instances/tip/tip/config.yaml': '{}\n',
    'instances/edr/edr/plugs/tip/events.yaml': '{}\n',
  })
  const found = (await validateProject(await mesh.open())).map(({ code, file }) => `${file} ${code}`)
  expect(found).toContainEqual(expect.stringContaining('instances/edr/edr/plugs/tip/events.yaml PLUG_NO_MATCH'))
  expect(found).toContainEqual(expect.stringContaining('products/siem/setup.ts HOOK_'))
  expect(found).toContainEqual('state/default/edr/siem/alerts.json STATE_UNREADABLE')
})

test('a state that was cut off refuses its plug alone; the others are planned and listed', async () => {
  await addBoth()
  await plugEvents()
  await addInstance(await mesh.open(), { product: 'siem', name: 'lyon', ...nothing })
  await plugEvents({ destination: 'lyon' })
  await mesh.write({ 'state/default/edr/siem/events.json': '{"version":1,' })
  const plan = await planUp(await mesh.open())
  expect(plan.steps.map(({ instance }) => instance)).toEqual(['lyon'])
  expect(plan.refused).toMatchObject([{ code: 'STATE_UNREADABLE', plug: { destination: 'siem' } }])
  expect((await listPlugs(await mesh.open())).map(({ status }) => status)).toEqual(['down', 'unknown'])
  expect(mesh.events).toContainEqual(expect.objectContaining({ type: 'warning', code: 'STATE_UNREADABLE' }))
})

test('a plan writes nothing to the project but the cache of declarations', async () => {
  await addBoth()
  await plugEvents()
  const files = async () =>
    (await readdir(mesh.root, { recursive: true })).filter((file) => !file.startsWith('.meshroom')).sort()
  const before = await files()
  await planUp(await mesh.open())
  await planDown(await mesh.open())
  expect(await files()).toEqual(before)
})

test('validate has a product that is gone brought back where something of it is set up, and made where nothing is', async () => {
  await addBoth()
  await plugEvents()
  await setUp('lab')
  await rm(join(mesh.root, 'products/siem'), { recursive: true })
  const hints = async () => (await validateProject(await mesh.open())).map(({ hint }) => hint)
  expect(await hints()).toEqual([
    expect.stringContaining('git restore products/siem'),
    expect.stringContaining('git restore products/siem'),
  ])
  await rm(join(mesh.root, 'state'), { recursive: true })
  expect(new Set(await hints())).toEqual(new Set(['meshroom create product siem']))
})
