import { performance } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { TestMesh } from '../../test/test-mesh.ts'
import { listIntegrations } from './list-integrations.ts'

/** The mesh of the tutorial, before the trigger of search_threat is made. */
function tutorial(): TestMesh {
  const mesh = new TestMesh()
    .product('myedr', ['produces events', 'executes search_threat'])
    .product('sekoia', ['consumes events', 'triggers search_threat'])
  mesh.hook('myedr', 'setup.executor', { topic: 'search_threat' })
  mesh.hook('sekoia', 'setup.consumer', { topic: 'events', ownsBoth: true })
  mesh.hook('sekoia', 'setup.trigger', { requires: ['automation_action_uuid'] })
  return mesh
}

const say = async (mesh: TestMesh, search: string[], more: object = {}) =>
  (await listIntegrations(mesh.open(), { search, ...more })).map(
    ({ product, target, topic, role, mode, generic, setup }) =>
      `${product} ${target} ${topic} ${role} ${mode} ${generic ? 'generic' : 'specific'} ${setup}`,
  )

test('what sets itself up, what owns both, and what nobody sets up yet', async () => {
  expect(await say(tutorial(), ['sekoia', 'myedr'])).toEqual([
    'sekoia myedr events consumer push generic both',
    'sekoia myedr search_threat trigger push generic none',
  ])
  expect(await say(tutorial(), ['myedr'], { role: 'executor', mode: 'push' })).toEqual([
    'myedr sekoia search_threat executor push generic self',
  ])
})

test('a manifest that has what the hook requires takes the generic one’s place', async () => {
  const mesh = tutorial()
  mesh.integration('sekoia', 'myedr', 'search_threat_trigger', { extra: { automation_action_uuid: '1' } })
  expect(await say(mesh, ['sekoia', 'myedr'], { topic: 'search_threat' })).toEqual([
    'sekoia myedr search_threat trigger push specific self',
  ])
})

test('a part of a name is enough where no product has that very name', async () => {
  expect(await say(tutorial(), ['sek'], { topic: 'events' })).toEqual([
    'sekoia myedr events consumer push generic both',
  ])
  expect(await say(tutorial(), ['nobody'])).toEqual([])
})

test('a catalogue of 363 products with 529 integrations is listed in well under a second', async () => {
  const mesh = new TestMesh().product('soc', ['consumes events', 'consumes events pull', 'triggers'])
  mesh.hook('soc', 'setup.consumer', { topic: 'events', ownsBoth: true })
  for (let n = 0; n < 362; n++) mesh.product(`vendor-${n}`, ['produces events', `executes action-${n}`])
  for (let n = 0; n < 529; n++)
    mesh.integration('soc', `vendor-${n % 362}`, n < 362 ? 'events_consumer' : `action-${n}_trigger`)
  const started = performance.now()
  const rows = await listIntegrations(mesh.open())
  expect(rows.length).toBeGreaterThan(1_000)
  expect(performance.now() - started).toBeLessThan(800)
})
