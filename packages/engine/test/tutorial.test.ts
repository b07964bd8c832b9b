import { access, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { MeshroomError } from '@meshroom/model'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  addInstance,
  createIntegration,
  createProduct,
  execute,
  listIntegrations,
  listPlugs,
  type Mesh,
  planDown,
  planUp,
  plugInstances,
  produce,
  publishIntegrations,
  pullProduct,
  runPlan,
  trigger,
  unplugInstances,
  watch,
} from '../src/index.ts'
import { collect } from './collect.ts'
import { type DiskMesh, diskMesh } from './disk-mesh.ts'

/*
 * The tutorial through the engine's door, with hooks in files that run in real host processes. The tenants are files in the scratch folders of the
 * products.
 */

let mesh: DiskMesh

const myedr = {
  'definition.yaml':
    'name: myedr\nproduces:\n  events:\n    - mode: push\nexecutes:\n  search_threat:\n    - {}\nsettings:\n  - name: API_KEY\n    secret: true\n',
  'search_threat.ts': `import { setup, teardown, execute } from '@meshroom/hooks-sdk'

export const installSearchPlugin = setup.executor('search_threat', async ({ instance, plug, files, log }) => {
  const key = await instance.secret('API_KEY')
  log.info('installing the plugin with ' + key)
  await files.write('.meshroom/scratch/myedr/plugin.txt', instance.name)
  await plug.output('plugin', 'v1')
})

export const removeSearchPlugin = teardown.executor('search_threat', async ({ files }) => {
  await files.remove('.meshroom/scratch/myedr/plugin.txt')
})

export const search = execute('search_threat', async ({ arguments: given, plug }) => ({ found: given.query, plugin: plug?.outputs.plugin ?? null }))
`,
}

const sekoia = {
  'products/sekoia/definition.yaml': `name: sekoia
consumes:
  events:
    - mode: push
    - mode: pull
settings:
  - name: region
    default: fra1
`,
  'products/sekoia/intake.ts': `import { setup, teardown, produce, watch } from '@meshroom/hooks-sdk'

const store = '.meshroom/scratch/sekoia/events.ndjson'

export const createIntake = setup.consumer({ topic: 'events', ownsBoth: true, title: 'create the intake' }, async ({ plug, files }) => {
  await plug.output('intake_uuid', 'intake-1')
  await plug.setSecret('intake_key', 'c4nary-intake-key')
  await files.write(store, '')
})

export const deleteIntake = teardown.consumer('events', async ({ files, plug }) => {
  if (plug.outputs.intake_uuid !== 'intake-1') throw new Error('which intake?')
  await files.remove(store)
})

export const send = produce('events', async ({ files, plug }, batch) => {
  await plug?.secret('intake_key')
  const rejected = batch.flatMap((line, index) => (line.startsWith('{') ? [] : [{ index, reason: 'not JSON', retryable: false }]))
  const good = batch.filter((line) => line.startsWith('{'))
  await files.write(store, (await files.read(store)) + good.map((line) => line + '\\n').join(''))
  return { accepted: good.length, rejected }
})

export const follow = watch('events', async function* ({ files, cursor, signal }) {
  for (let seen = Number(cursor ?? 0); !signal.aborted; ) {
    const lines = (await files.read(store)).split('\\n').filter(Boolean)
    for (; seen < lines.length; seen++) yield { event: JSON.parse(lines[seen] ?? '{}'), cursor: String(seen + 1) }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
})
`,
  'products/sekoia/trigger.ts': `import { setup, teardown, trigger, scaffold, publish, pull } from '@meshroom/hooks-sdk'

export const installAction = setup.trigger({ requires: ['automation_action_uuid'] }, async ({ integration, plug }) => {
  await plug.output('action', String(integration.manifest.automation_action_uuid))
})

export const removeAction = teardown.trigger({ requires: ['automation_action_uuid'] }, async () => {})

export const run = trigger({}, async ({ arguments: given, integration }) => ({ ran: integration?.manifest.automation_action_uuid ?? null, given }))

export const makeAction = scaffold.trigger({}, async ({ integration, manifests, files }) => {
  const name = integration.topic + '_trigger'
  await files.write(integration.folder + '/main.py', 'print("to be written")\\n')
  await manifests.merge([
    {
      path: integration.folder + '/' + name + '.yaml',
      data: { automation_action_uuid: 'a-1', arguments: { required: ['query'], properties: { query: { type: 'string' } } } },
    },
  ])
})

export const contribute = publish.trigger({}, async ({ integration }) => ({ url: 'https://example.com/pr/1', message: integration.topic + ' is proposed' }))

export const pullCatalogue = pull(async ({ manifests }) => {
  await manifests.merge([{ path: 'products/vendor/definition.yaml', data: { name: 'vendor', produces: { events: [{ mode: 'push' }] } } }])
  return { products: 1, integrations: 0, skipped: [{ item: 'odd', reason: 'no manifest' }] }
})
`,
}

beforeAll(async () => {
  mesh = await diskMesh(sekoia)
})
afterAll(() => mesh[Symbol.asyncDispose]())

const open = (): Promise<Mesh> => mesh.open()
const nothing = { settings: {}, secrets: {} }
const isThere = (file: string) =>
  access(join(mesh.root, file)).then(
    () => true,
    () => false,
  )
const search = { topic: 'search_threat', source: 'mysekoia', destination: 'myedr' }
const events = { topic: 'events', source: 'myedr', destination: 'mysekoia' }
const up = async () => {
  const opened = await open()
  return runPlan(opened, await planUp(opened))
}

test('pull brings products from the catalogue, and says what became of each file', async () => {
  const pulled = await pullProduct(await open(), { product: 'sekoia' })
  expect(pulled).toMatchObject({
    products: 1,
    created: ['products/vendor/definition.yaml'],
    skipped: [{ item: 'odd' }],
  })
  expect((await pullProduct(await open(), { product: 'sekoia' })).created).toEqual([])
})

test('a product is made and both tenants are added', async () => {
  await createProduct(await open(), { name: 'myedr', files: myedr })
  await addInstance(await open(), { product: 'sekoia', name: 'mysekoia', ...nothing, settings: { region: 'fra1' } })
  await addInstance(await open(), { product: 'myedr', settings: {}, secrets: { API_KEY: 'c4nary-api-key' } })
})

test('events are plugged, as sekoia sets up both sides; search_threat is refused with the command that mends it', async () => {
  const plugged = await plugInstances(await open(), { ...events, ...nothing })
  expect(plugged.sides.map(({ instance, hooks }) => [instance, hooks.map(({ export: name }) => name)])).toEqual([
    ['mysekoia', ['createIntake']],
    ['myedr', []],
  ])
  const refused = await plugInstances(await open(), { ...search, ...nothing }).catch((error: unknown) => error)
  if (!(refused instanceof MeshroomError)) throw new Error('it was plugged')
  expect(refused.message).toContain('no integration for the trigger side')
  expect(refused.hint).toBe('meshroom create integration sekoia myedr search_threat trigger --mode=push')
})

test('the scaffold hook makes the integration, and search_threat is plugged', async () => {
  const created = await createIntegration(await open(), {
    product: 'sekoia',
    target: 'myedr',
    topic: 'search_threat',
    role: 'trigger',
    mode: 'push',
  })
  expect(created).toEqual({
    files: [
      'products/sekoia/integrations/myedr/main.py',
      'products/sekoia/integrations/myedr/search_threat_trigger.yaml',
    ],
    declared: ['sekoia triggers search_threat (push)'],
    scaffolds: ['products/sekoia/trigger.ts#makeAction'],
  })
  const rows = await listIntegrations(await open(), { search: ['sekoia', 'myedr'] })
  expect(rows.find(({ topic }) => topic === 'search_threat')).toMatchObject({ generic: false, setup: 'self' })
  await plugInstances(await open(), { ...search, ...nothing })
})

test('an integration that was deleted is scaffolded again', async () => {
  await rm(join(mesh.root, 'products/sekoia/integrations/myedr/search_threat_trigger.yaml'))
  await createIntegration(await open(), { product: 'sekoia', target: 'myedr', topic: 'search_threat', role: 'trigger' })
  expect(await mesh.read('products/sekoia/integrations/myedr/search_threat_trigger.yaml')).toContain(
    'automation_action_uuid: a-1',
  )
})

test('up sets up both plugs in order; a second up has nothing to do', async () => {
  const plan = await planUp(await open())
  expect(
    plan.steps.map(({ plug, instance, title, cause }) => `${plug.topic} ${instance}: ${title} (${cause})`),
  ).toEqual([
    'events mysekoia: create the intake (new)',
    'search_threat myedr: set up the executor of search_threat on myedr (new)',
    'search_threat mysekoia: set up the trigger of search_threat on mysekoia (new)',
  ])
  const report = await up()
  expect(report.failed).toEqual([])
  expect(report.succeeded).toHaveLength(3)
  expect(await isThere('.meshroom/scratch/myedr/plugin.txt')).toBe(true)
  expect((await planUp(await open())).steps).toEqual([])
  expect((await listPlugs(await open())).map(({ status }) => status)).toEqual(['up', 'up'])
})

test('events that are produced are seen as they arrive, and after a cursor only the later ones', async () => {
  async function* lines() {
    yield* ['{"n":1}', 'oops', '{"n":2}']
  }
  expect(await collect(produce(await open(), events, lines()))).toEqual([
    { index: 0, accepted: true },
    { index: 1, accepted: false, reason: 'not JSON' },
    { index: 2, accepted: true },
  ])
  expect(await collect(watch(await open(), events, { limit: 2 }))).toEqual([
    { event: { n: 1 }, cursor: '1' },
    { event: { n: 2 }, cursor: '2' },
  ])
  expect(await collect(watch(await open(), events, { limit: 1, cursor: '1' }))).toEqual([
    { event: { n: 2 }, cursor: '2' },
  ])
})

test('the action is triggered and executed, by the topic as the tutorial misspells it too', async () => {
  const triggered = await trigger(await open(), { ...search, topic: 'search_threats' }, { query: '192.0.2.1' })
  expect(triggered).toEqual({ ran: 'a-1', given: { query: '192.0.2.1' } })
  expect(await execute(await open(), search, { query: 'x' })).toEqual({ found: 'x', plugin: 'v1' })
  await expect(trigger(await open(), search, {})).rejects.toMatchObject({
    code: 'ARGUMENT_MISSING',
    hint: 'meshroom trigger search_threat mysekoia myedr -p query=<value>',
  })
})

test('the integration is published', async () => {
  const published = await publishIntegrations(await open(), {
    product: 'sekoia',
    target: 'myedr',
    topic: 'search_threats',
  })
  expect(published).toEqual([
    {
      integration: 'products/sekoia/integrations/myedr/search_threat_trigger.yaml',
      url: 'https://example.com/pr/1',
      message: 'search_threat is proposed',
    },
  ])
})

test('a changed hook file is set up again, and only its own product', async () => {
  await mesh.write({ 'products/myedr/search_threat.ts': `${myedr['search_threat.ts']}\n// changed\n` })
  const { steps } = await planUp(await open())
  expect(steps.map(({ instance, cause }) => `${instance}: ${cause}`)).toEqual([
    'myedr: hook code changed',
    'mysekoia: an earlier step of the plug runs again',
  ])
  await up()
})

test('unplugged while up is torn down by the next up, and down takes the rest', async () => {
  await unplugInstances(await open(), events)
  expect((await planUp(await open())).steps.map(({ action, cause }) => `${action}: ${cause}`)).toEqual([
    'teardown: unplugged',
  ])
  expect((await up()).failed).toEqual([])
  expect(mesh.secrets.has('plug myedr/mysekoia/events/push')).toBe(false)
  const opened = await open()
  expect((await runPlan(opened, await planDown(opened))).failed).toEqual([])
  expect(await isThere('.meshroom/scratch/myedr/plugin.txt')).toBe(false)
  expect(await isThere('.meshroom/scratch/sekoia/events.ndjson')).toBe(false)
  expect(await isThere('state/default')).toBe(false)
})

test('no secret was told to anybody', async () => {
  expect(JSON.stringify(mesh.events)).not.toContain('c4nary')
})
