import { MeshroomError } from '@meshroom/model'
import { beforeEach, expect, test } from 'vitest'
import { type FakeHook, TestMesh } from '../../test/test-mesh.ts'
import { planDown } from '../mesh/plan-down.ts'
import { planUp } from '../mesh/plan-up.ts'
import { type RunOptions, runPlan } from './run-plan.ts'

let mesh: TestMesh

/** An EDR that sends events to a SIEM; each sets up and tears down its own side. */
beforeEach(() => {
  mesh = new TestMesh().product('edr').product('siem')
  mesh.hook('edr', 'setup.producer', { topic: 'events' })
  mesh.hook('edr', 'teardown.producer', { topic: 'events' })
  mesh.hook('siem', 'setup.consumer', { topic: 'events' })
  mesh.hook('siem', 'teardown.consumer', { topic: 'events' })
  mesh.instance('my-edr', 'edr').instance('my-siem', 'siem').plug('events', 'my-edr', 'my-siem')
})

const quick: RunOptions = { wait: async () => {}, now: () => '2026-01-01T00:00:00.000Z' }
const up = async (options: RunOptions = {}) => {
  const opened = mesh.open()
  return runPlan(opened, await planUp(opened), { ...quick, ...options })
}
const down = async () => {
  const opened = mesh.open()
  return runPlan(opened, await planDown(opened), quick)
}
const causes = async () =>
  (await planUp(mesh.open())).steps.map(({ action, instance, cause }) => `${action} ${instance}: ${cause}`)
const failing =
  (code: string, message = 'no'): FakeHook =>
  () => {
    throw new MeshroomError(code, message)
  }

test('push: the destination is set up first; down is the exact reverse', async () => {
  await up()
  await down()
  expect(mesh.calls).toEqual(['setup my-siem', 'setup my-edr', 'teardown my-edr', 'teardown my-siem'])
  expect(mesh.states.size).toBe(0)
})

test('pull: the source is set up first', async () => {
  mesh.unplug('events', 'my-edr', 'my-siem').plug('events', 'my-edr', 'my-siem', { mode: 'pull' })
  await up()
  await down()
  expect(mesh.calls).toEqual(['setup my-edr', 'setup my-siem', 'teardown my-siem', 'teardown my-edr'])
})

test('a second up has an empty plan and calls nothing', async () => {
  await up()
  const plan = await planUp(mesh.open())
  expect(plan.steps).toEqual([])
  expect(plan.unchanged).toHaveLength(1)
  await up()
  expect(mesh.calls).toHaveLength(2)
})

test('a second down does nothing', async () => {
  await up()
  await down()
  expect((await planDown(mesh.open())).steps).toEqual([])
})

test('outputs of one side reach the other, the teardown and the state', async () => {
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, (_, put) => put('intake', 'u-1'))
  await up()
  expect(mesh.inputs[1]?.plug?.outputs).toEqual({ intake: 'u-1' })
  await down()
  expect(mesh.inputs.slice(2).map(({ plug }) => plug?.outputs)).toEqual([{ intake: 'u-1' }, { intake: 'u-1' }])
})

test('a failed step stops its plug, not the others, and the report names the cause only', async () => {
  mesh.product('tip').instance('my-tip', 'tip').plug('threats', 'my-tip', 'my-siem')
  mesh.hook('tip', 'setup.producer', { topic: 'threats' })
  mesh.hook('siem', 'setup.consumer', { topic: 'threats', name: 'threats' })
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, failing('HOOK_FAILED', 'the tenant said 500'))
  const report = await up()
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
  await up()
  expect(await causes()).toEqual(['setup my-edr: failed last time'])
  expect(mesh.states.get('my-edr/my-siem/events/push')).toMatchObject({ status: 'partial', outputs: { forwarder: 7 } })
  mesh.hook('edr', 'setup.producer', { topic: 'events' })
  await up()
  expect(mesh.calls).toEqual(['setup my-siem', 'setup my-edr', 'setup my-edr'])
  expect(mesh.states.get('my-edr/my-siem/events/push')).toMatchObject({ status: 'up' })
})

test('down undoes a half set up plug, the failed side too, as it may have had effects', async () => {
  mesh.hook('edr', 'setup.producer', { topic: 'events' }, failing('HOOK_FAILED'))
  await up()
  mesh.calls.length = 0
  await down()
  expect(mesh.calls).toEqual(['teardown my-edr', 'teardown my-siem'])
})

test('down undoes only what was done: a side never reached is left alone', async () => {
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, failing('HOOK_FAILED'))
  await up()
  mesh.calls.length = 0
  await down()
  expect(mesh.calls).toEqual(['teardown my-siem'])
})

test('a failed teardown is repeated by the next down', async () => {
  await up()
  mesh.hook('siem', 'teardown.consumer', { topic: 'events' }, failing('HOOK_FAILED'))
  await down()
  const plan = await planDown(mesh.open())
  expect(plan.steps.map(({ instance, cause }) => `${instance}: ${cause}`)).toEqual(['my-siem: failed last time'])
})

test('changed settings lead to the steps they concern and those after them', async () => {
  mesh.instance('my-siem', 'siem', { url: 'https://a' })
  await up()
  mesh.instance('my-siem', 'siem', { url: 'https://b' })
  expect(await causes()).toEqual(['setup my-siem: settings changed: url', 'setup my-edr: settings changed: url'])
  await up()
  expect(await causes()).toEqual([])
})

test('changed hook code is seen', async () => {
  await up()
  mesh.codeVersion = '2'
  expect(await causes()).toEqual(['setup my-siem: hook code changed', 'setup my-edr: hook code changed'])
})

test('a changed manifest of the integration is seen by its key', async () => {
  const manifest = (uuid: string) =>
    mesh.integration('siem', 'edr', 'events_consumer', { extra: { format_uuid: uuid } })
  manifest('1')
  await up()
  manifest('2')
  expect((await causes())[0]).toBe('setup my-siem: definition changed: format_uuid')
})

test('a hook that says replace is met by teardown and setup', async () => {
  mesh.hook('siem', 'setup.consumer', { topic: 'events', replace: true })
  await up()
  mesh.codeVersion = '2'
  expect(await causes()).toEqual([
    'teardown my-edr: hook code changed (replaced)',
    'teardown my-siem: hook code changed (replaced)',
    'setup my-siem: hook code changed (replaced)',
    'setup my-edr: hook code changed (replaced)',
  ])
  mesh.calls.length = 0
  await up()
  expect(mesh.calls).toEqual(['teardown my-edr', 'teardown my-siem', 'setup my-siem', 'setup my-edr'])
  expect(mesh.states.get('my-edr/my-siem/events/push')?.status).toBe('up')
})

test('another format undoes the old one first, with the format it was set up in', async () => {
  mesh.plug('events', 'my-edr', 'my-siem', { format: 'cef' })
  await up()
  mesh.plug('events', 'my-edr', 'my-siem', { format: 'ecs' })
  expect((await causes())[0]).toBe('teardown my-edr: format changed: cef to ecs')
  mesh.inputs.length = 0
  await up()
  expect(mesh.inputs.map(({ plug }) => plug?.format)).toEqual(['cef', 'cef', 'ecs', 'ecs'])
})

test('an integration made after a generic one was set up replaces it', async () => {
  await up()
  mesh.integration('siem', 'edr', 'events_consumer')
  expect((await causes())[0]).toContain(
    'integration changed: generic to products/siem/integrations/edr/events_consumer.yaml',
  )
})

test('what was unplugged while up is torn down by the next up, from what was recorded', async () => {
  mesh.instance('my-siem', 'siem', { url: 'https://a' })
  await up()
  mesh.unplug('events', 'my-edr', 'my-siem').instance('my-siem', 'siem', { url: 'https://b' })
  expect(await causes()).toEqual(['teardown my-edr: unplugged', 'teardown my-siem: unplugged'])
  mesh.inputs.length = 0
  await up()
  expect(mesh.inputs[1]?.instance?.settings).toEqual({ url: 'https://a' })
  expect(mesh.states.size).toBe(0)
})

test('an instance removed while up is torn down with its secrets, which go only then', async () => {
  await up()
  mesh.secrets.set('instance siem/my-siem', { API_KEY: 'k' }).set('plug my-edr/my-siem/events/push', { KEY: 'k' })
  mesh.unplug('events', 'my-edr', 'my-siem').removeInstance('my-siem')
  mesh.hook('siem', 'teardown.consumer', { topic: 'events' }, () => void expect(mesh.secrets.size).toBe(2))
  const report = await up()
  expect(report.failed).toEqual([])
  expect(mesh.secrets.size).toBe(0)
})

test('a plug whose product is gone is refused, and what it needs is kept', async () => {
  await up()
  mesh.unplug('events', 'my-edr', 'my-siem').removeInstance('my-siem').removeProduct('siem')
  const plan = await planUp(mesh.open())
  expect(plan.steps).toEqual([])
  expect(plan.refused).toMatchObject([{ code: 'PRODUCT_GONE' }])
  expect(mesh.states.size).toBe(1)
})

test('a product without a teardown hook: it is said, and the plug is down', async () => {
  mesh.forgetHooks('siem')
  mesh.hook('siem', 'setup.consumer', { topic: 'events' })
  await up()
  await down()
  expect(mesh.events).toContainEqual(expect.objectContaining({ type: 'warning', code: 'TEARDOWN_MISSING' }))
  expect(mesh.states.size).toBe(0)
})

test('status: up of an earlier tool is adopted: up does nothing, down tears down, and it is not adopted again', async () => {
  mesh.plug('events', 'my-edr', 'my-siem', { status: 'up' })
  await up()
  expect(mesh.calls).toEqual([])
  expect(mesh.states.get('my-edr/my-siem/events/push')?.status).toBe('up')
  await down()
  expect(mesh.calls).toEqual(['teardown my-edr', 'teardown my-siem'])
  expect(await causes()).toEqual(['setup my-siem: new', 'setup my-edr: new'])
})

test('a plug whose manifest is broken touches no tenant, whether or not it was up', async () => {
  await up()
  mesh.instance('my-siem', 'siem', {})
  mesh.diagnostics.push({
    severity: 'error',
    code: 'YAML_SYNTAX',
    message: 'broken',
    file: 'instances/siem/my-siem/config.yaml',
    line: 3,
    column: 1,
  })
  const plan = await planUp(mesh.open())
  expect(plan.steps).toEqual([])
  expect(plan.refused).toMatchObject([{ code: 'YAML_SYNTAX', message: expect.stringContaining('config.yaml:3:1') }])
})

test('a retryable failure is tried again with backoff, or when the vendor says', async () => {
  const waits: number[] = []
  const reasons = [undefined, 250, undefined]
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, () => {
    const after = reasons.shift()
    if (mesh.calls.length > 3) return null
    throw new MeshroomError('HOOK_RETRYABLE', 'rate limited', after === undefined ? {} : { data: { after } })
  })
  const report = await up({ wait: async (ms) => void waits.push(ms) })
  expect(report.failed).toEqual([])
  expect(waits).toEqual([1000, 250, 4000])
  expect(mesh.events.filter(({ type }) => type === 'step-retried')).toHaveLength(3)
})

test('a failure that is not retryable is not tried again', async () => {
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, failing('HOOK_FAILED'))
  await up()
  expect(mesh.calls).toEqual(['setup my-siem'])
})

test('an interrupted run lets the step in flight finish and starts no other; the next up goes on', async () => {
  const controller = new AbortController()
  mesh.hook('siem', 'setup.consumer', { topic: 'events' }, () => controller.abort())
  const report = await up({ signal: controller.signal })
  expect(report.succeeded).toHaveLength(1)
  expect(report.skipped.map(({ reason }) => reason)).toEqual(['interrupted'])
  await up()
  expect(mesh.calls).toEqual(['setup my-siem', 'setup my-edr'])
})

test('one host serves a product for the whole run', async () => {
  mesh.instance('lyon', 'siem').plug('events', 'my-edr', 'lyon')
  const report = await up()
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
  await up({ parallelism })
  return most
}

test.each([
  ['parallelism bounds all steps', undefined, 2, 2],
  ["a product's concurrency bounds the steps on one tenant", 1, 10, 1],
  ['else plugs run at once', undefined, 10, 5],
])('%s', async (_, concurrency, parallelism, expected) => {
  expect(await mostAtOnce(concurrency, parallelism)).toBe(expected)
})

test('a state that cannot be written fails its step; nothing is claimed to be up', async () => {
  mesh.failWrites = true
  const report = await up()
  expect(report.failed.map(({ error }) => error.code)).toEqual(['STATE_NOT_WRITTEN'])
  expect(mesh.states.size).toBe(0)
})

test('a plan made before the project changed is refused step by step, not guessed at', async () => {
  const plan = await planUp(mesh.open())
  mesh.hook('siem', 'setup.consumer', { topic: 'events', name: 'renamed' })
  mesh.forgetHooks('siem')
  mesh.hook('siem', 'setup.consumer', { topic: 'events', name: 'renamed' })
  const report = await runPlan(mesh.open(), plan, quick)
  expect(report.failed.map(({ error }) => error.code)).toEqual(['PLAN_STALE'])
  expect(mesh.calls).toEqual([])
})

test('secrets never reach the state, even where an earlier tool wrote them into the manifest', async () => {
  const secret = { name: 'API_KEY', type: 'string', nullable: false, required: true, secret: true } as const
  mesh.product('siem', [], { settings: [secret] }).instance('my-siem', 'siem', { API_KEY: 'c4nary' })
  await up()
  expect(JSON.stringify([...mesh.states.values(), mesh.inputs, mesh.events])).not.toContain('c4nary')
})

test('what a run tells', async () => {
  await up()
  expect(mesh.events.map(({ type }) => type)).toEqual([
    'run-started',
    'step-started',
    'step-succeeded',
    'step-started',
    'step-succeeded',
    'run-finished',
  ])
})
