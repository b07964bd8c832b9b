import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  type ActionContext,
  check,
  consume,
  execute,
  type Hook,
  type HookFunctions,
  type HookOptions,
  hookVersion,
  type JsonValue,
  type PlayContext,
  type PublishContext,
  type PullContext,
  produce,
  publish,
  pull,
  type ScaffoldContext,
  type Settings,
  type SideContext,
  scaffold,
  setup,
  teardown,
  trigger,
  type WatchContext,
  watch,
} from './index.ts'

describe('a hook', () => {
  const run = () => {}

  it('is an inert value that says what it is', () => {
    expect(setup.executor('search_threat', run)).toEqual({
      $meshroomHook: hookVersion,
      kind: 'setup',
      role: 'executor',
      options: { topic: 'search_threat' },
      run,
    })
  })

  it.each([
    ['nothing', setup(run), {}],
    ['a topic', setup('events', run), { topic: 'events' }],
    ['options', setup({ mode: 'pull', order: 'last' }, run), { mode: 'pull', order: 'last' }],
  ])('is made from %s and its function', (_, hook, options) => {
    expect(hook.options).toEqual(options)
  })

  it.each([
    ['setup', setup(run)],
    ['teardown', teardown(run)],
    ['check', check(() => ({ status: 'present' }))],
    ['scaffold', scaffold(run)],
    ['publish', publish(() => ({ message: '' }))],
    ['produce', produce(() => ({ accepted: 0, rejected: [] }))],
    ['watch', watch(async function* () {})],
    ['trigger', trigger(() => null)],
    ['execute', execute(() => null)],
    ['pull', pull(() => ({ products: 0, integrations: 0, skipped: [] }))],
  ])('of kind %s knows it', (kind, hook) => {
    expect(hook).toMatchObject({ kind })
    expect(hook).not.toHaveProperty('role')
  })

  it.each(['setup', 'teardown', 'check', 'scaffold', 'publish'] as const)('of kind %s can have each role', (kind) => {
    const factory = { setup, teardown, check, scaffold, publish }[kind]
    for (const role of ['consumer', 'producer', 'trigger', 'executor'] as const) {
      expect((factory[role] as (run: unknown) => Hook)(run)).toMatchObject({ kind, role })
    }
  })

  it('cannot be changed, nor by the options it was made from', () => {
    const options = { topic: 'events' }
    const hook = setup(options, run)
    options.topic = 'changed'
    expect(hook.options.topic).toBe('events')
    expect(Object.isFrozen(hook) && Object.isFrozen(hook.options)).toBe(true)
  })

  it('needs its function, also in JavaScript', () => {
    expect(() => (setup as unknown as (topic: string) => Hook)('events')).toThrow(
      "setup: the last argument must be the hook's function",
    )
  })

  it('that consumes is one that watches', () => {
    expect(consume).toBe(watch)
  })
})

describe('what each kind receives', () => {
  it('is known to the compiler', () => {
    setup.executor('search_threat', async (context) => {
      expectTypeOf(context).toEqualTypeOf<SideContext>()
      expectTypeOf(context.plug.secret).returns.resolves.toBeString()
      expectTypeOf(context.instance.settings.region).toEqualTypeOf<JsonValue | undefined>()
      expectTypeOf(context.integration.mode).toEqualTypeOf<'push' | 'pull'>()
    })
    teardown((context) => void expectTypeOf(context).toEqualTypeOf<SideContext>())
    check({ topic: 'events' }, (context) => {
      expectTypeOf(context).toEqualTypeOf<SideContext>()
      return { status: 'absent', detail: 'nothing there' }
    })
    scaffold.trigger((context) => void expectTypeOf(context).toEqualTypeOf<ScaffoldContext>())
    publish((context) => {
      expectTypeOf(context).toEqualTypeOf<PublishContext>()
      return { message: 'opened', url: 'https://example.org' }
    })
    pull((context) => {
      expectTypeOf(context).toEqualTypeOf<PullContext>()
      return { products: 0, integrations: 0, skipped: [] }
    })
    produce('events', (context, batch) => {
      expectTypeOf(context).toEqualTypeOf<PlayContext>()
      expectTypeOf(batch).toEqualTypeOf<readonly string[]>()
      return { accepted: batch.length, rejected: [] }
    })
    watch('events', async function* (context) {
      expectTypeOf(context).toEqualTypeOf<WatchContext>()
      yield { event: { a: 1 }, cursor: context.cursor ?? '' }
    })
    for (const act of [trigger, execute]) {
      act((context) => {
        expectTypeOf(context).toEqualTypeOf<ActionContext>()
        expectTypeOf(context.arguments).toEqualTypeOf<Settings>()
        return { ok: true }
      })
    }
  })

  it('is refused where it is wrong', () => {
    expectTypeOf<{ topik: string }>().not.toExtend<HookOptions>()
    expectTypeOf<{ mode: 'poll' }>().not.toExtend<HookOptions>()
    expectTypeOf<() => void>().not.toExtend<HookFunctions['check']>()
    expectTypeOf<() => number>().not.toExtend<HookFunctions['produce']>()
    expectTypeOf<() => AsyncGenerator<string>>().not.toExtend<HookFunctions['watch']>()
    expectTypeOf<() => Map<string, string>>().not.toExtend<HookFunctions['execute']>()
    expectTypeOf<ScaffoldContext>().not.toHaveProperty('instance')
    expectTypeOf<PullContext>().not.toHaveProperty('plug')
    expectTypeOf(produce).not.toHaveProperty('consumer')
    expect(Object.keys(produce)).toEqual([])
  })
})
