import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isAfter, readCursor, writeCursor } from '../events/cursor.ts'
import { byTime, type FoundEvent } from '../events/event-identity.ts'
import { termOf } from '../events/run-search.ts'
import { type Search, searchAll } from '../events/search-window.ts'
import { slicesOf } from '../events/slice-batch.ts'

const start = Date.parse('2030-01-01T00:00:00.000Z')

interface Stored {
  readonly id: string
  readonly microseconds: number
}

/** Events at times in microseconds after the start, as many at one instant as come. */
const storedEvents = fc
  .array(fc.oneof(fc.nat(3000), fc.constantFrom(7, 500, 1000)), { maxLength: 120 })
  .map((times): Stored[] => times.map((microseconds, index) => ({ id: `e${index}`, microseconds })))

function timestamp({ microseconds }: Stored): string {
  const milliseconds = new Date(start + Math.floor(microseconds / 1000)).toISOString().slice(0, -1)
  return `${milliseconds}${String(microseconds % 1000).padStart(3, '0')}Z`
}

/** A search with pages of 5, whose end belongs to the window or not. */
function searchIn(events: readonly Stored[], { endBelongs }: { endBelongs: boolean }): Search {
  return async (window, without) => {
    const [from, to] = [(window.from - start) * 1000, (window.to - start) * 1000]
    const found = events.filter(
      ({ id, microseconds: at }) => at >= from && (endBelongs ? at <= to : at < to) && !without.includes(id),
    )
    const items = found.slice(0, 5).map((event) => ({ 'event.id': event.id, timestamp: timestamp(event) }))
    return { items, total: found.length }
  }
}

test('whatever the times, every event is found and none twice, whether or not the end belongs to a search', async () => {
  await fc.assert(
    fc.asyncProperty(storedEvents, fc.boolean(), async (events, endBelongs) => {
      const found = await searchAll(searchIn(events, { endBelongs }), { from: start, to: start + 10 })
      expect(found.map(({ id }) => id).sort()).toEqual(events.map(({ id }) => id).sort())
    }),
  )
})

test('a window whose events were all seen is searched once', async () => {
  const events = Array.from({ length: 40 }, (_, index) => ({ id: `e${index}`, microseconds: index * 50 }))
  let searches = 0
  const search: Search = (window, without) => {
    searches += 1
    return searchIn(events, { endBelongs: true })(window, without)
  }
  expect(await searchAll(search, { from: start, to: start + 10 }, () => 40)).toEqual([])
  expect(searches).toBe(1)
})

const event = (time: string, id: string): FoundEvent => ({ time, id, event: null })

test('a cursor comes back as it was written, and splits the order of events in two', () => {
  const events = [
    event('2030-01-01T00:00:00.000001Z', 'b'),
    event('2030-01-01T00:00:00.000001Z', 'a/with/slashes'),
    event('2030-01-01T00:00:00.000002Z', 'a'),
    event('2029-12-31T23:59:59Z', 'z'),
  ].sort(byTime)
  expect(events.map(({ id }) => id)).toEqual(['z', 'a/with/slashes', 'b', 'a'])
  for (const [index, at] of events.entries()) {
    const cursor = readCursor(writeCursor(at))
    expect(events.map((each) => isAfter(each, cursor))).toEqual(events.map((_, other) => other > index))
  }
})

test.each(['', 'nonsense', '/id', 'yesterday/id'])('"%s" is no cursor', (text) => {
  expect(() => readCursor(text)).toThrow('is not a cursor')
})

test('a term names the intake, or everything, and leaves out what it must not find', () => {
  expect(termOf('u-1', [])).toBe('sekoiaio.intake.uuid: "u-1"')
  expect(termOf(undefined, ['a', 'b"c'])).toBe('* AND NOT event.id: "a" AND NOT event.id: "bc"')
})

test('slices hold every line that is not blank, in order, with its place, and none is too big', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constant(' '),
    fc.nat(300_000).map((length) => 'x'.repeat(length)),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (batch) => {
      const slices = slicesOf(batch)
      expect(slices.flat()).toEqual(batch.flatMap((each, index) => (each.trim() ? [{ index, line: each }] : [])))
      for (const slice of slices) {
        const size = slice.reduce((sum, each) => sum + each.line.length, 0)
        expect(slice.length === 1 || (slice.length <= 500 && size <= 500_000)).toBe(true)
      }
    }),
    { numRuns: 50 },
  )
})
