import { beforeEach, expect, test } from 'vitest'
import { causes, edrFeedsSiem, failing, up } from '../../test/edr-feeds-siem.ts'
import type { TestMesh } from '../../test/test-mesh.ts'
import { gatherFacts } from '../mesh/gather-facts.ts'
import { isUnfinished, settlePlug } from './adopt-plug.ts'
import type { PlugState, RecordedStep } from './plug-state.ts'

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

/** Whether the plug as it is described now is unfinished as it is recorded. */
async function unfinished(change: (state: PlugState) => PlugState = (state) => state): Promise<boolean> {
  const state = mesh.states.get(key)
  const [desired] = (await gatherFacts(mesh.open(), {})).desired
  if (state === undefined || desired === undefined) throw new Error('nothing to settle')
  return isUnfinished(desired, change(state))
}

test('a plug is unfinished where a step is not done, not where it drifted', async () => {
  await up(mesh)
  const of = (outcome: PlugState['steps'][number]['outcome']) =>
    unfinished((state) => {
      const steps = state.steps.map((step) => ({ ...step, outcome }))
      return { ...state, status: outcome === 'done' ? 'up' : 'partial', steps }
    })
  const outcomes = ['failed', 'interrupted', 'outdated', 'done', 'drifted'] as const
  expect(await Promise.all(outcomes.map(of))).toEqual([true, true, true, false, false])
})

test('a plug of which a step never ran, as a person stopped the run before it, is unfinished until it is settled', async () => {
  const stop = new AbortController()
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, () => stop.abort())
  await up(mesh, { signal: stop.signal })
  expect(mesh.states.get(key)).toMatchObject({ status: 'partial', steps: [{ outcome: 'done' }] })
  expect(await unfinished()).toBe(true)
  await settle()
  expect(await unfinished()).toBe(false)
  expect(await causes(mesh)).toEqual([])
})

test('a plug that is up but for a hook that never ran and is gone is unfinished until it is settled', async () => {
  const stop = new AbortController()
  mesh.forgetHooks('edr')
  mesh.hook('edr', 'setup.producer', { topic: 'events', name: 'a' }, () => stop.abort())
  mesh.hook('edr', 'setup.producer', { topic: 'events', name: 'b' })
  await up(mesh, { signal: stop.signal })
  mesh.forgetHooks('edr').hook('edr', 'setup.producer', { topic: 'events', name: 'a' })
  expect(await unfinished()).toBe(true)
  await settle()
  expect(await unfinished()).toBe(false)
  expect(await causes(mesh)).toEqual([])
})

test('the step of a hook that failed and has another name now is forgotten: its side is up', async () => {
  mesh.forgetHooks('edr').hook('edr', 'setup.producer', { topic: 'events', name: 'make' }, failing('HOOK_FAILED'))
  await up(mesh)
  mesh.forgetHooks('edr').hook('edr', 'setup.producer', { topic: 'events', name: 'build' })
  await settle()
  expect(mesh.states.get(key)?.steps.map(({ hook, outcome }) => `${hook} ${outcome}`)).toEqual([
    expect.stringMatching(/siem.* done$/),
    expect.stringMatching(/#build done$/),
  ])
  expect(await unfinished()).toBe(false)
  expect(await causes(mesh)).toEqual([])
})

const integration = { role: 'producer', mode: 'push', ownsBoth: false, manifest: {}, file: 'edr_to_siem.yaml' } as const

test.each<[string, Partial<RecordedStep>, boolean]>([
  ['of its side', {}, false],
  ['of its side, which had drifted', { outcome: 'drifted' }, false],
  ['of its side that was done', { outcome: 'done' }, true],
  ['of the other side', { side: 'destination' }, true],
  ['of another product', { product: 'tip' }, true],
  ['of an integration', { inputs: { instance: {}, peer: {}, plug: {}, definition: '', code: '', integration } }, true],
])('the step of a gone hook %s', async (_, otherwise, isKept) => {
  await up(mesh)
  const state = mesh.states.get(key)
  const step = state?.steps.find(({ side }) => side === 'source')
  if (state === undefined || step === undefined) throw new Error('not up')
  mesh.record({ ...state, steps: [{ ...step, hook: 'gone', outcome: 'failed', ...otherwise }, ...state.steps] })
  await settle()
  expect(mesh.states.get(key)?.steps.some(({ hook }) => hook === 'gone')).toBe(isKept)
  expect(await unfinished()).toBe(false)
})

test('where a failed hook is gone beside another that is done, its side is unfinished until it is settled', async () => {
  mesh.forgetHooks('edr').hook('edr', 'setup.producer', { topic: 'events', name: 'a' })
  mesh.hook('edr', 'setup.producer', { topic: 'events', name: 'b' }, failing('HOOK_FAILED'))
  await up(mesh)
  mesh.forgetHooks('edr').hook('edr', 'setup.producer', { topic: 'events', name: 'a' })
  expect(await unfinished()).toBe(true)
  await settle()
  expect(await unfinished()).toBe(false)
  expect(await causes(mesh)).toEqual([])
})

test('a failed step of a side that has left is no reason to settle again: a teardown is still to come', async () => {
  mesh.hook('edr', 'setup.producer', { topic: 'events', ownsBoth: true })
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, failing('HOOK_FAILED'))
  mesh.plug('events', 'my-edr', 'my-siem', { owner: 'both' })
  await up(mesh)
  mesh.plug('events', 'my-edr', 'my-siem', { owner: 'my-edr' })
  await settle()
  expect(await unfinished()).toBe(false)
  expect(await causes(mesh)).toContain('teardown my-siem: my-edr sets up both ends now')
})
