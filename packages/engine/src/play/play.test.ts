import type { WatchRecord } from '@meshroom/hooks-sdk'
import { beforeEach, expect, test } from 'vitest'
import { collect } from '../../test/collect.ts'
import { failure } from '../../test/failure.ts'
import { TestMesh } from '../../test/test-mesh.ts'
import { execute } from './execute.ts'
import { type ProducedRecord, type ProduceOptions, produce } from './produce.ts'
import { trigger } from './trigger.ts'
import { watch } from './watch.ts'

let mesh: TestMesh
const events = { topic: 'events', source: 'my-edr', destination: 'my-siem' }

beforeEach(() => {
  mesh = new TestMesh().product('edr', ['produces events', 'executes isolate']).product('siem', ['triggers isolate'])
  mesh.hook('siem', 'setup.consumer', { topic: 'events', ownsBoth: true })
  mesh.hook('siem', 'setup.trigger', { topic: 'isolate' })
  mesh.hook('edr', 'setup.executor', { topic: 'isolate' })
  mesh.instance('my-edr', 'edr').instance('my-siem', 'siem')
  mesh.plug('events', 'my-edr', 'my-siem', { status: 'up' }).plug('isolate', 'my-siem', 'my-edr', { status: 'up' })
})

async function* linesOf(...lines: string[]) {
  yield* lines
}

async function send(lines: readonly string[], options: ProduceOptions = {}): Promise<ProducedRecord[]> {
  return collect(produce(mesh.open(), events, linesOf(...lines), { wait: async () => {}, ...options }))
}

const takesAll = (input: { batch?: readonly string[] }) => ({ accepted: input.batch?.length ?? 0, rejected: [] })
const see = async (options = {}) => collect(watch(mesh.open(), events, options))

test("the producer's produce goes before the consumer's, which emulates", async () => {
  mesh.hook('siem', 'produce', { topic: 'events' }, takesAll)
  await send(['a'])
  mesh.hook('edr', 'produce', {}, takesAll)
  await send(['a'])
  expect(mesh.calls).toEqual(['produce my-siem', 'produce my-edr'])
})

test("the consumer's watch goes before the producer's", async () => {
  mesh.watchHook('edr', { topic: 'events' }, [{ event: 'sent' }])
  expect(await see()).toEqual([{ event: 'sent' }])
  mesh.watchHook('siem', {}, [{ event: 'received' }])
  expect(await see()).toEqual([{ event: 'received' }])
})

test.each([
  ['a named topic before none', [{}, { topic: 'events' }]],
  ['a named mode before none', [{ topic: 'events' }, { topic: 'events', mode: 'push' }]],
  ['a named format before none', [{ topic: 'events' }, { topic: 'events', format: 'json' }]],
  ['a topic before a mode', [{ mode: 'push' }, { topic: 'events' }]],
  ['never one of another topic or mode', [{ topic: 'events' }, { topic: 'alerts' }, { topic: 'events', mode: 'pull' }]],
] as const)('of one product the most specific serves: %s', async (_, options) => {
  mesh.plug('events', 'my-edr', 'my-siem', { status: 'up', format: 'json' })
  const expected = options.length === 3 ? 0 : 1
  for (const [index, each] of options.entries())
    mesh.hook('siem', 'produce', { ...each, name: `h${index}` }, (input) => {
      mesh.calls.push(`h${index}`)
      return takesAll(input)
    })
  await send(['a'])
  expect(mesh.calls).toContain(`h${expected}`)
})

test("an integration's own hook goes before the product's", async () => {
  const own = mesh.integration('siem', 'edr', 'events_consumer')
  mesh.hook('siem', 'produce', { topic: 'events' }, takesAll)
  mesh.hook('siem', 'produce', { at: own }, (input) => {
    mesh.calls.push('own')
    return takesAll(input)
  })
  await send(['a'])
  expect(mesh.calls).toContain('own')
})

test('lines are sent in batches, and what became of each is told with its reason', async () => {
  const batches: (readonly string[] | undefined)[] = []
  mesh.hook('siem', 'produce', {}, ({ batch = [] }) => {
    batches.push(batch)
    const rejected = batch.flatMap((line, index) =>
      line === 'bad' ? [{ index, reason: 'not JSON', retryable: false }] : [],
    )
    return { accepted: batch.length - rejected.length, rejected }
  })
  expect(await send(['a', '', 'bad', 'c'], { batchSize: 2 })).toEqual([
    { index: 0, accepted: true },
    { index: 1, accepted: false, reason: 'not JSON' },
    { index: 2, accepted: true },
  ])
  expect(batches).toEqual([['a', 'bad'], ['c']])
})

test('a record that may be taken later is sent again, alone', async () => {
  const batches: (readonly string[])[] = []
  mesh.hook('siem', 'produce', {}, ({ batch = [] }) => {
    batches.push(batch)
    return batches.length < 3
      ? { accepted: batch.length - 1, rejected: [{ index: batch.length - 1, reason: 'busy', retryable: true }] }
      : takesAll({ batch })
  })
  expect(await send(['a', 'b'])).toEqual([
    { index: 0, accepted: true },
    { index: 1, accepted: true },
  ])
  expect(batches).toEqual([['a', 'b'], ['b'], ['b']])
})

test('a line that stands alone is sent without waiting for the next', async () => {
  mesh.hook('siem', 'produce', {}, takesAll)
  let more: () => void = () => {}
  const typed = new Promise<void>((resolve) => {
    more = resolve
  })
  async function* typing() {
    yield 'first'
    await typed
    yield 'second'
  }
  const results = produce(mesh.open(), events, typing(), { lingerMs: 1 })
  expect((await results.next()).value).toEqual({ index: 0, accepted: true })
  more()
  expect((await results.next()).value).toEqual({ index: 1, accepted: true })
  expect((await results.next()).done).toBe(true)
})

test('what setup put out reaches the hooks that play', async () => {
  mesh.hook('siem', 'produce', {}, takesAll)
  mesh.record({
    version: 2,
    plug: { source: 'my-edr', destination: 'my-siem', topic: 'events', mode: 'push' },
    status: 'up',
    steps: [],
    outputs: { intake_uuid: 'u' },
  })
  await send(['a'])
  expect(mesh.inputs[0]).toMatchObject({
    topic: 'events',
    plug: { outputs: { intake_uuid: 'u' } },
    instance: { name: 'my-siem' },
    peer: { name: 'my-edr', product: 'edr' },
    integration: { product: 'siem', target: 'edr', role: 'consumer', manifest: {} },
  })
})

test('watch ends at its limit, and resumes after its cursor', async () => {
  const records: WatchRecord[] = [1, 2, 3].map((event) => ({ event, cursor: `c${event}` }))
  mesh.watchHook('siem', {}, records)
  expect(await see({ limit: 2, cursor: 'c0' })).toEqual(records.slice(0, 2))
  expect(mesh.inputs[0]).toMatchObject({ cursor: 'c0', since: expect.stringMatching(/^\d{4}-/) })
})

test('a plug that is not up is played with a warning', async () => {
  mesh.plug('events', 'my-edr', 'my-siem')
  mesh.watchHook('siem', {}, [])
  await see()
  expect(mesh.events).toEqual([
    expect.objectContaining({ code: 'PLUG_NOT_UP', hint: 'meshroom up my-edr my-siem events' }),
  ])
})

test('the tutorial types search_threats where it is search_threat: taken, and said', async () => {
  mesh.hook('siem', 'trigger', {}, ({ topic = null }) => topic)
  const result = await trigger(mesh.open(), { topic: 'isolates', source: 'my-siem', destination: 'my-edr' }, {})
  expect(result).toBe('isolate')
  expect(mesh.events).toEqual([expect.objectContaining({ type: 'warning', code: 'NAME_CORRECTED' })])
})

test('a topic that is near none is refused', async () => {
  const error = await failure(trigger(mesh.open(), { topic: 'reboot', source: 'my-siem', destination: 'my-edr' }, {}))
  expect([error.code, error.hint]).toEqual(['PLUG_UNKNOWN', 'meshroom plug reboot my-siem my-edr'])
})

test('trigger runs at the source, execute at the destination', async () => {
  mesh.hook('siem', 'trigger', {}, () => 'asked')
  mesh.hook('edr', 'execute', {}, () => 'done')
  const isolate = { topic: 'isolate', source: 'my-siem', destination: 'my-edr' }
  expect(await trigger(mesh.open(), isolate, {})).toBe('asked')
  expect(await execute(mesh.open(), isolate, {})).toBe('done')
  expect(mesh.calls).toEqual(['trigger my-siem', 'execute my-edr'])
})

test('an instance alone is played by its product-wide hooks, in whichever mode they serve', async () => {
  mesh.hook('edr', 'execute', { mode: 'pull' }, ({ plug }) => plug === undefined)
  expect(await execute(mesh.open(), { topic: 'isolate', source: 'my-edr' }, {})).toBe(true)
})

test('nothing that serves: who was asked, and what to write', async () => {
  const error = await failure(send(['a']))
  expect(error.code).toBe('PLAY_NO_HOOK')
  expect(error.message).toContain('neither siem nor edr has a produce hook for events')
  const action = { topic: 'isolate', source: 'my-siem', destination: 'my-edr' }
  expect((await failure(execute(mesh.open(), action, {}))).message).toContain('has an execute hook for isolate')
})

const schema = {
  required: ['host', 'minutes'],
  properties: {
    host: { type: 'string', minLength: 2 },
    minutes: { type: 'integer', maximum: 60 },
    tags: { type: ['array', 'null'], items: { type: 'string' } },
    force: { type: 'boolean' },
  },
}

const isolate = async (args: Record<string, string>) => {
  mesh.integration('siem', 'edr', 'isolate_trigger', { extra: { arguments: schema } })
  mesh.hook('siem', 'trigger', {}, (input) => input.arguments)
  return trigger(mesh.open(), { topic: 'isolate', source: 'my-siem', destination: 'my-edr' }, args)
}

test('arguments are converted to the types of the schema', async () => {
  expect(await isolate({ host: '77', minutes: '30', tags: 'a, b', force: 'true' })).toEqual({
    host: '77',
    minutes: 30,
    tags: ['a', 'b'],
    force: true,
  })
})

test.each(['source', 'destination'] as const)('they are when the %s plays alone, too', async (end) => {
  const act = end === 'source' ? trigger : execute
  const alone = { topic: 'isolate', source: end === 'source' ? 'my-siem' : 'my-edr' }
  mesh.integration('siem', 'edr', 'isolate_trigger', { extra: { arguments: schema } })
  mesh.hook('siem', 'trigger', {}, (input) => input.arguments)
  mesh.hook('edr', 'execute', { topic: 'isolate' }, (input) => input.arguments)
  expect(await act(mesh.open(), alone, { host: '77', minutes: '30' })).toEqual({ host: '77', minutes: 30 })
  const error = await failure(act(mesh.open(), alone, {}))
  expect(error.code).toBe('ARGUMENT_MISSING')
  expect(error.hint).toContain('-p host=<value>')
})

test('every missing argument is named, with the command line that gives them, before anything is called', async () => {
  const error = await failure(isolate({ force: 'true' }))
  expect(error.code).toBe('ARGUMENT_MISSING')
  expect(error.message).toBe('isolate needs host, minutes')
  expect(error.hint).toBe('meshroom trigger isolate my-siem my-edr -p force=<value> -p host=<value> -p minutes=<value>')
  expect(mesh.calls).toEqual([])
})

test.each([
  [
    'of another type',
    { host: 'pc', minutes: 'soon' },
    'ARGUMENT_INVALID',
    'minutes must be of type integer, not "soon"',
  ],
  ['out of range', { host: 'pc', minutes: '61' }, 'ARGUMENT_INVALID', 'minutes must be <= 60'],
  ['nearly right', { host: 'pc', minutes: '1', forces: 'true' }, 'ARGUMENT_UNKNOWN', 'there is no argument "forces"'],
])('an argument %s is refused', async (_, args, code, message) => {
  const error = await failure(isolate(args))
  expect([error.code, error.message]).toEqual([code, message])
})

test('a schema that is not sound is said and passed over: required arguments are checked all the same', async () => {
  mesh.integration('siem', 'edr', 'isolate_trigger', {
    extra: { arguments: { type: 'no-such-type', properties: { a: {} } } },
  })
  mesh.hook('siem', 'trigger', {}, (input) => input.arguments)
  const target = { topic: 'isolate', source: 'my-siem', destination: 'my-edr' }
  expect(await trigger(mesh.open(), target, { a: '1' })).toEqual({ a: '1' })
  expect(mesh.events).toEqual([expect.objectContaining({ code: 'ARGUMENTS_SCHEMA_INVALID' })])
})
