import { beforeEach, expect, test } from 'vitest'
import { setting } from '../../test/build-mesh.ts'
import { failure } from '../../test/failure.ts'
import { TestMesh } from '../../test/test-mesh.ts'
import { publishIntegrations } from './publish-integrations.ts'
import { pullProduct } from './pull-product.ts'

let mesh: TestMesh

beforeEach(() => {
  mesh = new TestMesh()
    .product('soc', [], { settings: [setting('url', { default: 'https://catalogue' })] })
    .product('edr')
})

const nothingMerged = { created: [], updated: [], unchanged: [], kept: [] }
const pulled = { products: 2, integrations: 3, skipped: [] }

test('several pull hooks and merges make one report; a file that one made and another changed is created', async () => {
  mesh.hook('soc', 'pull', { name: 'a' }, () => {
    mesh.onMerge?.({ ...nothingMerged, created: ['b.yaml', 'a.yaml'], kept: ['c.yaml: vendor'] })
    mesh.onMerge?.({ ...nothingMerged, updated: ['a.yaml', 'd.yaml'], unchanged: ['b.yaml', 'e.yaml'] })
    return pulled
  })
  mesh.hook('soc', 'pull', { name: 'b' }, () => ({
    ...pulled,
    skipped: [{ item: 'x', reason: 'odd' }],
    summary: 'done',
  }))
  expect(await pullProduct(mesh.open(), { product: 'soc' })).toEqual({
    products: 4,
    integrations: 6,
    skipped: [{ item: 'x', reason: 'odd' }],
    summary: 'done',
    created: ['a.yaml', 'b.yaml'],
    updated: ['d.yaml'],
    unchanged: ['e.yaml'],
    kept: ['c.yaml: vendor'],
  })
})

test.each([
  ['its defaults, before it has an instance', undefined, { url: 'https://catalogue' }],
  ['those of its first instance', { url: 'https://mirror' }, { url: 'https://mirror' }],
])('hooks of a whole product receive %s', async (_, settings, expected) => {
  if (settings !== undefined) mesh.instance('my-soc', 'soc', settings)
  mesh.hook('soc', 'pull', {}, () => pulled)
  await pullProduct(mesh.open(), { product: 'soc' })
  expect(mesh.inputs[0]?.settings).toEqual(expected)
  expect(mesh.inputs[0]?.instance?.name).toBe(settings && 'my-soc')
})

test('a product without a pull hook, and one that is nearly right', async () => {
  expect((await failure(pullProduct(mesh.open(), { product: 'edr' }))).code).toBe('PULL_NO_HOOK')
  const misspelt = await failure(pullProduct(mesh.open(), { product: 'edrs' }))
  expect(misspelt.data).toMatchObject({ suggestions: ['edr'] })
})

const published = (message: string) => () => ({ message })

test('integrations are published by the hooks that serve them, their own before the product’s', async () => {
  const own = mesh.integration('soc', 'edr', 'scan_trigger')
  mesh.integration('soc', 'edr', 'isolate_trigger', { extra: { action: 'a' } })
  mesh.integration('soc', 'edr', 'events_consumer')
  mesh.hook('soc', 'publish.trigger', { requires: ['action'] }, published('action'))
  mesh.hook('soc', 'publish', { at: own }, published('own'))
  const all = await publishIntegrations(mesh.open(), { product: 'soc' })
  expect(all.map(({ integration, message }) => [integration.split('/').at(-1), message])).toEqual([
    ['isolate_trigger.yaml', 'action'],
    ['scan_trigger.yaml', 'own'],
  ])
  expect(mesh.inputs[0]?.integration).toMatchObject({
    manifest: { action: 'a' },
    folder: 'products/soc/integrations/edr',
  })
})

test('a topic that is nearly right is taken, and said', async () => {
  mesh.integration('soc', 'edr', 'search_threat_trigger')
  mesh.hook('soc', 'publish.trigger', {}, published('proposed'))
  const [one] = await publishIntegrations(mesh.open(), { product: 'soc', target: 'edr', topic: 'search_threats' })
  expect(one?.message).toBe('proposed')
  expect(mesh.events).toEqual([expect.objectContaining({ code: 'NAME_CORRECTED' })])
})

test.each([
  ['there is no such integration', { product: 'soc', topic: 'reboot' }, 'INTEGRATION_UNKNOWN'],
  ['no hook serves it', { product: 'soc', role: 'consumer' } as const, 'PUBLISH_NO_HOOK'],
  ['there is no such product', { product: 'siem' }, 'PRODUCT_UNKNOWN'],
])('nothing is published where %s', async (_, filter, code) => {
  mesh.integration('soc', 'edr', 'events_consumer')
  mesh.hook('soc', 'publish.trigger', {}, published('x'))
  expect((await failure(publishIntegrations(mesh.open(), filter))).code).toBe(code)
  expect(mesh.calls).toEqual([])
})
