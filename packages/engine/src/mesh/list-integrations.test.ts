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

test('a catalogue lists its manifests and what is set up for anyone, not every pair that could meet', async () => {
  const mesh = new TestMesh().product('soc', ['consumes events', 'triggers']).product('siem', ['consumes events'])
  mesh.hook('soc', 'setup.consumer', { topic: 'events', ownsBoth: true })
  for (let n = 0; n < 40; n++) mesh.product(`vendor-${n}`, ['produces events', `executes action-${n}`])
  for (let n = 0; n < 10; n++) mesh.integration('soc', `vendor-${n}`, `action-${n}_trigger`)
  const rows = await listIntegrations(mesh.open())
  expect(rows.filter(({ generic }) => !generic)).toHaveLength(10)
  expect(rows.filter(({ generic }) => generic)).toHaveLength(40)
  expect(new Set(rows.filter(({ generic }) => generic).map(({ setup }) => setup))).toEqual(new Set(['both']))
  expect(await say(mesh, ['siem', 'vendor-1'])).toEqual(['siem vendor-1 events consumer push generic none'])
})
