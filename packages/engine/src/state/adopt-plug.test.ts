import { beforeEach, expect, test } from 'vitest'
import { causes, edrFeedsSiem, failing, up } from '../../test/edr-feeds-siem.ts'
import type { TestMesh } from '../../test/test-mesh.ts'
import { gatherFacts } from '../mesh/gather-facts.ts'
import { isUnfinished, settlePlug } from './adopt-plug.ts'
import type { PlugState } from './plug-state.ts'

const key = 'my-edr/my-siem/events/push'

let mesh: TestMesh
beforeEach(() => {
  mesh = edrFeedsSiem()
})

async function settle(): Promise<PlugState> {
  const before = mesh.states.get(key)
  const [desired] = (await gatherFacts(mesh.open(), {})).desired
  if (before === undefined || desired === undefined) throw new Error('nothing to settle')
  mesh.record(settlePlug(desired, before, { at: '2026-01-02T00:00:00.000Z', by: 'Bob' }))
  return before
}

test('what was not done counts as done, what was done stays as it was recorded, and outputs are kept', async () => {
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, (_, put) => put('intake', 'one'))
  mesh.hook('edr', 'setup.producer', { topic: 'events' }, failing('HOOK_FAILED'))
  await up(mesh)
  const before = await settle()
  const after = mesh.states.get(key)
  expect(after).toMatchObject({ status: 'up', outputs: { intake: 'one' }, putBy: before.putBy })
  expect(after?.failure).toBeUndefined()
  expect(after?.steps[0]).toEqual(before.steps[0])
  expect(after?.steps[1]).toMatchObject({ side: 'source', outcome: 'done', by: 'Bob' })
  expect(await causes(mesh)).toEqual([])
})

test('what was done with other settings is still to be done anew: nobody mended that', async () => {
  mesh.hook('edr', 'setup.producer', { topic: 'events' }, failing('HOOK_FAILED'))
  await up(mesh)
  mesh.instance('my-siem', 'siem', { url: 'https://other' })
  await settle()
  expect((await causes(mesh))[0]).toBe('setup my-siem: settings changed: url')
})

test('what nobody wants any more is still to be undone', async () => {
  mesh.hook('edr', 'setup.producer', { topic: 'events', ownsBoth: true }, failing('HOOK_FAILED'))
  mesh.plug('events', 'my-edr', 'my-siem', { owner: 'both' })
  await up(mesh)
  mesh.plug('events', 'my-edr', 'my-siem', { owner: 'my-edr' })
  await settle()
  expect(await causes(mesh)).toContain('teardown my-siem: my-edr sets up both ends now')
})

test('a plug is unfinished where a step failed or was cut off, not where it drifted or is outdated', async () => {
  await up(mesh)
  const state = mesh.states.get(key)
  if (state === undefined) throw new Error('not up')
  const unfinishedBy = (outcome: PlugState['steps'][number]['outcome']) =>
    isUnfinished({ ...state, steps: state.steps.map((step) => ({ ...step, outcome })) })
  expect((['failed', 'interrupted', 'done', 'drifted', 'outdated'] as const).map(unfinishedBy)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
})
