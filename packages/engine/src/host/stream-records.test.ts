import type { WatchRecord } from '@meshroom/hooks-sdk'
import { describe, expect, it } from 'vitest'
import { benchWith, type HostBench, sharedBench } from '../../test/host/host-bench.ts'
import type { HookInput } from './hook-host.ts'

const shared = sharedBench()

const counting = `
export const count = watch(async function* ({ cursor, log, signal }) {
  try {
    for (let at = Number(cursor ?? 0) + 1; !signal.aborted; at++) {
      log.debug('made ' + at)
      yield { event: { at }, cursor: String(at) }
    }
  } finally {
    log.info('let go')
  }
})`

async function records(bench: HostBench, take: number, more: Partial<HookInput> = {}, signal?: AbortSignal) {
  const taken: WatchRecord[] = []
  for await (const record of bench.host.stream(
    await bench.hook('count'),
    bench.input(more),
    signal ? { signal } : {},
  )) {
    taken.push(record)
    if (taken.length === take) break
  }
  return taken
}

describe('a watch hook', () => {
  it('gives one record at a time, and none that nobody asked for', async () => {
    const bench = await shared.with(counting)
    expect(await records(bench, 3)).toEqual([
      { event: { at: 1 }, cursor: '1' },
      { event: { at: 2 }, cursor: '2' },
      { event: { at: 3 }, cursor: '3' },
    ])
    expect(bench.logs()).toEqual(['made 1', 'made 2', 'made 3', 'let go'])
  })

  it('goes on after a cursor without loss', async () => {
    const bench = await shared.with(counting)
    const first = await records(bench, 2)
    const second = await records(bench, 2, { cursor: first.at(-1)?.cursor ?? '' })
    expect([...first, ...second].map(({ event }) => event)).toEqual([{ at: 1 }, { at: 2 }, { at: 3 }, { at: 4 }])
  })

  it('ends when it has nothing more', async () => {
    const bench = await shared.with(
      `export const count = watch(async function* () { yield { event: 1 }; yield { event: 2 } })`,
    )
    expect(await records(bench, 9)).toEqual([{ event: 1 }, { event: 2 }])
  })

  it('ends quietly when it is aborted while it waits', async () => {
    const bench = await shared.with(`
export const count = watch(async function* ({ signal, log }) {
  yield { event: 1 }
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  log.info('let go')
})`)
    const controller = new AbortController()
    const taken: WatchRecord[] = []
    for await (const record of bench.host.stream(await bench.hook('count'), bench.input(), {
      signal: controller.signal,
    })) {
      taken.push(record)
      setImmediate(() => controller.abort())
    }
    expect(taken).toEqual([{ event: 1 }])
    expect(bench.logs()).toEqual(['let go'])
  })

  it('is ended by force when it does not let go', async () => {
    const bench = await shared.with(`
export const count = watch(async function* () {
  yield { event: 1 }
  await new Promise(() => setTimeout(() => {}, 1e6))
})
export const other = execute(() => 'still served')`)
    const controller = new AbortController()
    for await (const _ of bench.host.stream(await bench.hook('count'), bench.input(), { signal: controller.signal })) {
      setImmediate(() => controller.abort())
    }
    expect(await bench.run('other')).toBe('still served')
  })

  it('has no time limit of its own', async () => {
    const bench = await shared.with(`
export const count = watch({ timeout: 1 }, async function* () {
  await new Promise((resolve) => setTimeout(resolve, 50))
  yield { event: 'late' }
})`)
    expect(await records(bench, 1)).toEqual([{ event: 'late' }])
  })

  it.each([
    [
      'throws',
      `async function* () { yield { event: 1 }; throw new Error('lost the tenant') }`,
      'HOOK_FAILED',
      /lost the tenant/,
    ],
    ['may be tried again', `async function* () { throw new RetryableError('busy') }`, 'HOOK_RETRYABLE', /busy/],
    ['yields what is no record', `async function* () { yield 'text' }`, 'HOOK_FAILED', /must yield/],
    [
      'yields a cursor that is no text',
      `async function* () { yield { event: 1, cursor: 2 } }`,
      'HOOK_FAILED',
      /must yield/,
    ],
    ['is no generator', `() => []`, 'HOOK_FAILED', /async generator/],
    ['ends the process', `async function* () { process.exit(3) }`, 'HOOK_CRASHED', /exit code 3/],
    [
      'sends records unasked',
      `async function* () { const { writeSync } = await import('node:fs'); writeSync(4, '{"type":"record","call":1,"value":{"event":1}}\\n'.repeat(3)); await new Promise(() => {}) }`,
      'HOOK_PROTOCOL',
      /nobody waits for/,
    ],
  ])('that %s fails the loop', async (_, fn, code, message) => {
    const hooks = `export const count = watch(${fn})`
    const bench = await (code === 'HOOK_PROTOCOL' ? benchWith(hooks) : shared.with(hooks))
    await expect(records(bench, 9)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })

  it('stays the same under a million bytes a record', async () => {
    const bench = await shared.with(`
export const count = watch(async function* () { for (let i = 0; i < 20; i++) yield { event: 'x'.repeat(1_000_000) + i } })`)
    const taken = await records(bench, 99)
    expect(taken.map(({ event }) => String(event).slice(1_000_000))).toEqual(
      Array.from({ length: 20 }, (_, i) => String(i)),
    )
  })
})
