import { MeshroomError } from '@meshroom/model'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { causes, down, edrFeedsSiem, failing, quick, up } from '../../test/edr-feeds-siem.ts'
import type { FakeHook, TestMesh } from '../../test/test-mesh.ts'
import { planDown } from '../mesh/plan-down.ts'
import { planUp } from '../mesh/plan-up.ts'
import { runPlan, settlePlan } from '../run/run-plan.ts'

let mesh: TestMesh
beforeEach(() => {
  mesh = edrFeedsSiem()
})

test('push: the destination is set up first; down is the exact reverse', async () => {
  await up(mesh)
  await down(mesh)
  expect(mesh.calls).toEqual(['setup my-siem', 'setup my-edr', 'teardown my-edr', 'teardown my-siem'])
  expect(mesh.states.size).toBe(0)
})

test('pull: the source is set up first', async () => {
  mesh.unplug('events', 'my-edr', 'my-siem').plug('events', 'my-edr', 'my-siem', { mode: 'pull' })
  await up(mesh)
  await down(mesh)
  expect(mesh.calls).toEqual(['setup my-edr', 'setup my-siem', 'teardown my-siem', 'teardown my-edr'])
})

test('a second up has an empty plan and calls nothing', async () => {
  await up(mesh)
  const plan = await planUp(mesh.open())
  expect(plan.steps).toEqual([])
  expect(plan.unchanged).toHaveLength(1)
  await up(mesh)
  expect(mesh.calls).toHaveLength(2)
})

test('a second down does nothing', async () => {
  await up(mesh)
  await down(mesh)
  expect((await planDown(mesh.open())).steps).toEqual([])
})

test('outputs of one side reach the other, the teardown and the state', async () => {
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, (_, put) => put('intake', 'u-1'))
  await up(mesh)
  expect(mesh.inputs[1]?.plug?.outputs).toEqual({ intake: 'u-1' })
  await down(mesh)
  expect(mesh.inputs.slice(2).map(({ plug }) => plug?.outputs)).toEqual([{ intake: 'u-1' }, { intake: 'u-1' }])
})

test('a failed step stops its plug, not the others, and the report names the cause only', async () => {
  mesh.product('tip').instance('my-tip', 'tip').plug('threats', 'my-tip', 'my-siem')
  mesh.hook('tip', 'setup.producer', { topic: 'threats' })
  mesh.hook('siem', 'setup.consumer', { topic: 'threats', name: 'threats' })
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, failing('HOOK_FAILED', 'the tenant said 500'))
  const report = await up(mesh)
  expect(report.failed.map(({ plug, error }) => [plug.topic, error.message])).toEqual([
    ['events', 'the tenant said 500'],
  ])
  expect(report.skipped).toHaveLength(1)
  expect(report.succeeded).toHaveLength(2)
  expect(mesh.states.get('my-tip/my-siem/threats/push')?.status).toBe('up')
})

test('up goes on at the step that failed; what it put out before it failed is kept', async () => {
  mesh.hook('edr', 'setup.producer', { topic: 'events' }, (_, put) => {
    put('forwarder', 7)
    throw new MeshroomError('HOOK_FAILED', 'no')
  })
  await up(mesh)
  expect(await causes(mesh)).toEqual(['setup my-edr: failed last time'])
  expect(mesh.states.get('my-edr/my-siem/events/push')).toMatchObject({ status: 'partial', outputs: { forwarder: 7 } })
  mesh.hook('edr', 'setup.producer', { topic: 'events' })
  await up(mesh)
  expect(mesh.calls).toEqual(['setup my-siem', 'setup my-edr', 'setup my-edr'])
  expect(mesh.states.get('my-edr/my-siem/events/push')).toMatchObject({ status: 'up' })
})

test('down undoes a half set up plug, the failed side too, as it may have had effects', async () => {
  mesh.hook('edr', 'setup.producer', { topic: 'events' }, failing('HOOK_FAILED'))
  await up(mesh)
  mesh.calls.length = 0
  await down(mesh)
  expect(mesh.calls).toEqual(['teardown my-edr', 'teardown my-siem'])
})

test('down undoes only what was done: a side never reached is left alone', async () => {
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, failing('HOOK_FAILED'))
  await up(mesh)
  mesh.calls.length = 0
  await down(mesh)
  expect(mesh.calls).toEqual(['teardown my-siem'])
})

test('a failed teardown is repeated by the next down', async () => {
  await up(mesh)
  mesh.hook('siem', 'teardown.consumer', { topic: 'events' }, failing('HOOK_FAILED'))
  await down(mesh)
  const plan = await planDown(mesh.open())
  expect(plan.steps.map(({ instance, cause }) => `${instance}: ${cause}`)).toEqual(['my-siem: failed last time'])
})

test('a product without a teardown hook: it is said, and the plug is down', async () => {
  mesh.forgetHooks('siem')
  mesh.hook('siem', 'setup.consumer', { topic: 'events' })
  await up(mesh)
  await down(mesh)
  expect(mesh.events).toContainEqual(expect.objectContaining({ type: 'warning', code: 'TEARDOWN_MISSING' }))
  expect(mesh.states.size).toBe(0)
})

test('a retryable failure is tried again with backoff, or when the vendor says', async () => {
  const waits: number[] = []
  const reasons = [undefined, 250, undefined]
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, () => {
    const after = reasons.shift()
    if (mesh.calls.length > 3) return null
    throw new MeshroomError('HOOK_RETRYABLE', 'rate limited', after === undefined ? {} : { data: { after } })
  })
  const report = await up(mesh, { wait: async (ms) => void waits.push(ms) })
  expect(report.failed).toEqual([])
  expect(waits).toEqual([1000, 250, 4000])
  const retries = mesh.events.filter((event) => event.type === 'step-retried')
  expect(retries.map(({ attempt, attempts }) => `${attempt} of ${attempts}`)).toEqual(['2 of 5', '3 of 5', '4 of 5'])
})

test.each([
  ['an hour', 3_600_000, '2026-01-01T01:00:00Z (in 60 min)'],
  ['a day', 86_400_000, '2026-01-02T00:00:00Z (in 24 h)'],
  ['for ever', Number.MAX_VALUE, '+275760-09-13T00:00:00Z'],
])(
  'a tenant that wants to be left alone for %s is not called before: the step fails, and says until when',
  async (_, after, said) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-01-01T00:00:00Z') })
    onTestFinished(() => void vi.useRealTimers())
    mesh.hook('siem', 'setup.consumer', { topic: 'events' }, () => {
      throw new MeshroomError('HOOK_RETRYABLE', 'rate limited', { data: { after } })
    })
    const waits: number[] = []
    const report = await up(mesh, { wait: async (ms) => void waits.push(ms) })
    expect({ calls: mesh.calls, waits }).toEqual({ calls: ['setup my-siem'], waits: [] })
    const message = expect.stringContaining(`rate limited: not to be asked again before ${said}`)
    expect(report.failed).toMatchObject([
      { error: { code: 'HOOK_RETRYABLE', message, hint: expect.stringContaining('run it again') } },
    ])
    expect(mesh.states.get('my-edr/my-siem/events/push')?.failure?.message).toContain(said)
  },
)

test('a failure that is not retryable is not tried again', async () => {
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, failing('HOOK_FAILED'))
  await up(mesh)
  expect(mesh.calls).toEqual(['setup my-siem'])
})

test('an interrupted run lets the step in flight finish and starts no other; the next up goes on', async () => {
  const controller = new AbortController()
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, () => controller.abort())
  const report = await up(mesh, { signal: controller.signal })
  expect(report.succeeded).toHaveLength(1)
  expect(report.skipped.map(({ reason }) => reason)).toEqual(['interrupted'])
  await up(mesh)
  expect(mesh.calls).toEqual(['setup my-siem', 'setup my-edr'])
})

test('a run that ends early has finished most plugs that it began, instead of beginning all', async () => {
  for (let index = 0; index < 20; index++)
    mesh.instance(`edr-${index}`, 'edr').plug('events', `edr-${index}`, 'my-siem')
  const controller = new AbortController()
  const count = () => mesh.calls.length === 21 && controller.abort()
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, count)
  mesh.hook('edr', 'setup.producer', { topic: 'events' }, count)
  await up(mesh, { signal: controller.signal, parallelism: 2 })
  const states = [...mesh.states.values()].map(({ status }) => status)
  expect(states.filter((status) => status === 'partial').length).toBeLessThanOrEqual(4)
  expect(states.filter((status) => status === 'up').length).toBeGreaterThanOrEqual(8)
})

const busy: FakeHook = () => {
  throw new MeshroomError('HOOK_RETRYABLE', 'the tenant is busy', { data: { after: 60_000 } })
}

test('a step between two tries is interrupted when the run ends, not failed; nothing is there to mend', async () => {
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, busy)
  const controller = new AbortController()
  const wait = async () => controller.abort()
  const report = await up(mesh, { signal: controller.signal, wait })
  expect(report.failed.map(({ error }) => error.code)).toEqual(['STEP_CUT_OFF'])
  expect(report.skipped.map(({ reason }) => reason)).toEqual(['interrupted'])
  expect(await causes(mesh)).toEqual(['setup my-siem: interrupted last time', 'setup my-edr: new'])
})

test('a step that waits to be tried again leaves its place in the run to others', async () => {
  mesh.product('tip').instance('my-tip', 'tip').plug('threats', 'my-edr', 'my-tip')
  mesh.hook('tip', 'setup.consumer', { topic: 'threats' })
  mesh.hook('edr', 'setup.producer', { topic: 'threats', name: 'threats' })
  let tries = 0
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, (...given) => (++tries === 1 ? busy(...given) : undefined))
  const othersAreUp = async () => {
    while (mesh.states.get('my-edr/my-tip/threats/push')?.status !== 'up')
      await new Promise((resolve) => setImmediate(resolve))
  }
  const report = await up(mesh, { parallelism: 1, wait: othersAreUp })
  expect(report.failed).toEqual([])
  expect(tries).toBe(2)
})

test('a step that a person stops at once is interrupted, not failed, and settled by its check in the next run', async () => {
  const stop = new AbortController()
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, () => {
    stop.abort()
    throw new MeshroomError('HOOK_FAILED', 'the connection was aborted')
  })
  mesh.hook('siem', 'check.consumer', { topic: 'events', settles: true }, () => ({ status: 'present' }))
  const report = await up(mesh, { stop: stop.signal })
  expect(report.failed.map(({ error }) => error.code)).toEqual(['STEP_CUT_OFF'])
  expect(report.skipped.map(({ reason }) => reason)).toEqual(['interrupted'])
  const state = mesh.states.get('my-edr/my-siem/events/push')
  expect(state).toMatchObject({ status: 'partial', steps: [{ outcome: 'interrupted' }] })
  expect(state).not.toHaveProperty('failure')
  expect(await causes(mesh)).toEqual(['setup my-siem: interrupted last time', 'setup my-edr: new'])
  await up(mesh)
  expect(mesh.calls).toEqual(['setup my-siem', 'check my-siem', 'setup my-edr'])
  expect(mesh.events).toContainEqual(expect.objectContaining({ type: 'step-settled' }))
})

test('a teardown that a person stops at once is interrupted too', async () => {
  await up(mesh)
  const stop = new AbortController()
  mesh.hook('edr', 'teardown.producer', { topic: 'events' }, () => {
    stop.abort()
    throw new MeshroomError('HOOK_CANCELLED', 'was cancelled')
  })
  const opened = mesh.open()
  const report = await runPlan(opened, await planDown(opened), { ...quick, stop: stop.signal })
  expect(report.failed.map(({ error }) => error.code)).toEqual(['STEP_CUT_OFF'])
  const again = await planDown(mesh.open())
  expect(again.steps.map(({ instance, cause }) => `${instance}: ${cause}`)).toEqual([
    'my-edr: interrupted last time',
    'my-siem: interrupted last time',
  ])
})

test('one host serves a product for the whole run', async () => {
  mesh.instance('lyon', 'siem').plug('events', 'my-edr', 'lyon')
  const report = await up(mesh)
  expect(report.succeeded).toHaveLength(4)
  expect(mesh.hosts.toSorted()).toEqual(['edr', 'siem'])
})

/** Five SIEM tenants fed by one EDR; tells how many setups of each product ran at once. */
async function mostAtOnce(concurrency: number | undefined, parallelism: number): Promise<number> {
  let [running, most] = [0, 0]
  mesh.product('siem', [], concurrency === undefined ? {} : { concurrency })
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, async () => {
    most = Math.max(most, ++running)
    await new Promise((resolve) => setImmediate(resolve))
    running--
    return null
  })
  for (const name of ['a', 'b', 'c', 'd']) mesh.instance(name, 'edr').plug('events', name, 'my-siem')
  await up(mesh, { parallelism })
  return most
}

test.each([
  ['parallelism bounds all steps', undefined, 2, 2],
  ["a product's concurrency bounds the steps on one tenant", 1, 10, 1],
  ['else plugs run at once', undefined, 10, 5],
])('%s', async (_, concurrency, parallelism, expected) => {
  expect(await mostAtOnce(concurrency, parallelism)).toBe(expected)
})

test('where the journal cannot be written no hook runs, and nothing is claimed to be up', async () => {
  mesh.disk.fate = ({ path }) => (path.includes('/journal/') ? { code: 'ENOSPC' } : 'made')
  const report = await up(mesh)
  expect(report.failed.map(({ error }) => error.code)).toEqual(['JOURNAL_NOT_WRITTEN'])
  expect(mesh.calls).toEqual([])
  expect(mesh.states.size).toBe(0)
})

test('a state that cannot be written is a failure of its plug, and the journal keeps what was done', async () => {
  mesh.disk.fate = ({ path }) => (path.includes('/state/') ? { code: 'ENOSPC' } : 'made')
  const report = await up(mesh)
  expect(report.failed.map(({ error }) => error.code)).toEqual(['STATE_NOT_WRITTEN'])
  mesh.disk.fate = () => 'made'
  expect(await causes(mesh)).toEqual([])
  const opened = mesh.open()
  await settlePlan(opened, await planUp(opened))
  expect(mesh.states.get('my-edr/my-siem/events/push')?.status).toBe('up')
  expect([...mesh.disk.files.keys()].filter((path) => path.includes('.meshroom'))).toEqual([])
  expect(mesh.calls).toHaveLength(2)
})

test('a plan made before the project changed is refused step by step, not guessed at', async () => {
  const plan = await planUp(mesh.open())
  mesh.hook('siem', 'setup.consumer', { topic: 'events', name: 'renamed' })
  mesh.forgetHooks('siem')
  mesh.hook('siem', 'setup.consumer', { topic: 'events', name: 'renamed' })
  await expect(runPlan(mesh.open(), plan, quick)).rejects.toMatchObject({ code: 'PLAN_STALE' })
  const later = mesh.open()
  const report = await later.lock.hold('up', () => runPlan(later, plan, quick))
  expect(report.failed.map(({ error }) => error.code)).toEqual(['PLAN_STALE'])
  expect(mesh.calls).toEqual([])
})

test('secrets never reach the state, even where an earlier tool wrote them into the manifest', async () => {
  const secret = { name: 'API_KEY', type: 'string', nullable: false, required: true, secret: true } as const
  mesh.product('siem', [], { settings: [secret] }).instance('my-siem', 'siem', { API_KEY: 'c4nary' })
  await up(mesh)
  expect(JSON.stringify([...mesh.states.values(), mesh.inputs, mesh.events])).not.toContain('c4nary')
})

test('what a run tells', async () => {
  await up(mesh)
  expect(mesh.events.map(({ type }) => type)).toEqual([
    'run-started',
    'step-started',
    'step-succeeded',
    'step-started',
    'step-succeeded',
    'run-finished',
  ])
})

test('what leaves is torn down before anything is set up: on the tenant both may have one name, as after a rename', async () => {
  const tenant = new Set<string>()
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, () => tenant.add('intake'))
  mesh.hook('siem', 'teardown.consumer', { topic: 'events' }, () => tenant.delete('intake'))
  await up(mesh)
  mesh.unplug('events', 'my-edr', 'my-siem').instance('renamed', 'edr').plug('events', 'renamed', 'my-siem')
  mesh.calls.length = 0
  await up(mesh)
  expect(mesh.calls).toEqual(['teardown my-edr', 'teardown my-siem', 'setup my-siem', 'setup renamed'])
  expect([...tenant]).toEqual(['intake'])
})

test('what was set up while the plug whose place it took could not be torn down is set up again after each try: the two may be one on the tenant', async () => {
  const tenant = new Set<string>()
  const take = () => tenant.delete('intake')
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, () => tenant.add('intake'))
  await up(mesh, { now: () => '2026-01-01T00:00:00.000Z' })
  mesh.instance('other', 'edr').plug('events', 'other', 'my-siem')
  await up(mesh, { now: () => '2026-01-02T00:00:00.000Z' })
  mesh.unplug('events', 'my-edr', 'my-siem').instance('renamed', 'edr').plug('events', 'renamed', 'my-siem')
  mesh.hook('siem', 'teardown.consumer', { topic: 'events' }, () => {
    take()
    throw new MeshroomError('HOOK_FAILED', 'no answer')
  })
  await up(mesh, { now: () => '2026-01-03T00:00:00.000Z' })
  const again = 'events from my-edr to my-siem is torn down, which may take what this made'
  for (const day of ['04', '05']) {
    expect(await causes(mesh)).toEqual([
      'teardown my-siem: unplugged',
      `setup my-siem: ${again}`,
      `setup renamed: ${again}`,
    ])
    await up(mesh, { now: () => `2026-01-${day}T00:00:00.000Z` })
    expect([...tenant]).toEqual(['intake'])
  }
  mesh.hook('siem', 'teardown.consumer', { topic: 'events' }, take)
  await up(mesh)
  expect([...tenant]).toEqual(['intake'])
  expect(await causes(mesh)).toEqual([])
})

test('what is replaced is torn down before another plug sets up what is named the same', async () => {
  const tenant = new Set<unknown>()
  const rules = (name: string, more: object, act: (rule: unknown) => void) =>
    mesh.hook('siem', `${name}.consumer`, { topic: 'events', ...more }, ({ plug }) => act(plug?.settings.rule))
  mesh.forgetHooks('siem')
  rules('setup', { replace: true }, (rule) => tenant.add(rule))
  rules('teardown', {}, (rule) => tenant.delete(rule))
  mesh.plug('events', 'my-edr', 'my-siem', { settings: { rule: 'q' } })
  await up(mesh)
  mesh.plug('events', 'my-edr', 'my-siem', { settings: { rule: 'q2' } })
  mesh.instance('a-edr', 'edr').plug('events', 'a-edr', 'my-siem', { settings: { rule: 'q' } })
  await up(mesh, { parallelism: 1 })
  expect([...tenant].sort()).toEqual(['q', 'q2'])
  expect(await causes(mesh)).toEqual([])
})

test('what a filter set up beside the plug whose place it takes is set up again once that is torn down', async () => {
  const tenant = new Set<string>()
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, () => tenant.add('intake'))
  mesh.hook('siem', 'teardown.consumer', { topic: 'events' }, () => tenant.delete('intake'))
  mesh.instance('other', 'edr').plug('events', 'other', 'my-siem')
  await up(mesh, { now: () => '2026-01-01T00:00:00.000Z' })
  mesh.unplug('events', 'my-edr', 'my-siem').instance('renamed', 'edr').plug('events', 'renamed', 'my-siem')
  const opened = mesh.open()
  await runPlan(opened, await planUp(opened, { source: 'renamed' }), {
    ...quick,
    now: () => '2026-01-02T00:00:00.000Z',
  })
  mesh.calls.length = 0
  await up(mesh, { now: () => '2026-01-03T00:00:00.000Z' })
  expect(mesh.calls).toEqual(['teardown my-edr', 'teardown my-siem', 'setup my-siem', 'setup renamed'])
  expect([...tenant]).toEqual(['intake'])
  expect(await causes(mesh)).toEqual([])
})

test('what took the name of what could not be replaced yet is set up again after the next try', async () => {
  const tenant = new Set<unknown>()
  let fails = true
  mesh.forgetHooks('siem')
  mesh.hook('siem', 'setup.consumer', { topic: 'events', replace: true }, ({ plug }) => tenant.add(plug?.settings.rule))
  mesh.hook('siem', 'teardown.consumer', { topic: 'events' }, ({ plug }) => {
    tenant.delete(plug?.settings.rule)
    if (fails) throw new MeshroomError('HOOK_FAILED', 'no answer')
  })
  mesh.plug('events', 'my-edr', 'my-siem', { settings: { rule: 'q' } })
  await up(mesh, { now: () => '2026-01-01T00:00:00.000Z' })
  mesh.plug('events', 'my-edr', 'my-siem', { settings: { rule: 'q2' } })
  mesh.instance('a-edr', 'edr').plug('events', 'a-edr', 'my-siem', { settings: { rule: 'q' } })
  await up(mesh, { now: () => '2026-01-02T00:00:00.000Z' })
  fails = false
  await up(mesh, { now: () => '2026-01-03T00:00:00.000Z' })
  expect([...tenant].sort()).toEqual(['q', 'q2'])
  expect(await causes(mesh)).toEqual([])
})
