import { describe, expect, test } from 'vitest'
import { paceStarts } from './pace-starts.ts'

interface Played {
  /** When each task started, in order, in milliseconds. */
  readonly starts: readonly number[]
  readonly waits: readonly number[]
  /** When the last one ended. */
  readonly over: number
}

/** Tasks of these lengths in so many places, in a time that only this moves. */
async function play(lengths: readonly number[], places: number): Promise<Played> {
  const waits: number[] = []
  const pace = paceStarts(places, async (ms) => void waits.push(ms))
  const running: { end: number; ms: number }[] = []
  const starts: number[] = []
  let now = 0
  for (const ms of lengths) {
    if (running.length === places) {
      running.sort((a, b) => a.end - b.end)
      const ended = running.shift()!
      now = ended.end
      pace.took(ended.ms)
    }
    const before = waits.length
    await pace.start(now)
    const start = now + (waits.length > before ? waits.at(-1)! : 0)
    starts.push(start)
    running.push({ end: start + ms, ms })
  }
  return { starts, waits, over: Math.max(...running.map(({ end }) => end)) }
}

/** When it would be over without a pace: each place is taken as soon as it is free. */
function overUnpaced(lengths: readonly number[], places: number): number {
  const free: number[] = Array(places).fill(0)
  for (const ms of lengths) {
    free.sort((a, b) => a - b)
    free[0]! += ms
  }
  return Math.max(...free)
}

test('tasks that started together are spread after one round, and stay so at no further cost', async () => {
  const { starts, waits, over } = await play(Array(1_000).fill(25), 10)
  expect(starts.slice(0, 10)).toEqual(Array(10).fill(0))
  const later = starts.slice(10)
  expect(Math.min(...later.slice(1).map((start, at) => start - later[at]!))).toBeGreaterThan(1.5)
  expect(waits.length).toBeLessThan(10)
  expect(over).toBeLessThan(2_500 + 20)
})

/** Numbers from 0 to 1 that are the same in each run. */
function numbers(count: number): number[] {
  let seed = 7
  return Array.from({ length: count }, () => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed / 2_147_483_647
  })
}

describe('what it may cost is bounded', () => {
  const kinds: Record<string, (random: number) => number> = {
    'the same': () => 1,
    'as different as can be': (random) => random * 2,
    'seldom long': (random) => -Math.log(1 - random),
  }
  const cases = Object.keys(kinds).flatMap((kind) =>
    [0.01, 1, 25, 400, 60_000].flatMap((ms) => [1, 2, 10, 200].map((places) => [kind, ms, places] as const)),
  )

  test.each(cases)('where lengths are %s, %d ms on average, in %d places', async (kind, ms, places) => {
    const lengths = numbers(places * 30).map((random) => ms * kinds[kind]!(random))
    const { waits, over } = await play(lengths, places)
    const total = lengths.reduce((sum, each) => sum + each, 0)
    expect(Math.max(0, ...waits)).toBeLessThanOrEqual(20)
    expect(waits.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(10 * places + 0.02 * total)
    expect(over).toBeLessThanOrEqual(overUnpaced(lengths, places) * 1.03 + 40)
    if (places === 1) expect(waits).toEqual([])
  })
})
