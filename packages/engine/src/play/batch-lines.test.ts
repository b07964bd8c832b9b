import fc from 'fast-check'
import { expect, test } from 'vitest'
import { collect } from '../../test/collect.ts'
import { batchLines } from './batch-lines.ts'

async function* from(lines: readonly string[]) {
  yield* lines
}

test('every line that is not empty is in exactly one batch, in order, and no batch is larger than asked', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('', 'a', 'b')), fc.integer({ min: 1, max: 4 }), async (lines, size) => {
      const batches = await collect(batchLines(from(lines), { size, lingerMs: 1_000 }))
      expect(batches.flatMap((batch) => batch.lines)).toEqual(lines.filter((line) => line !== ''))
      expect(batches.every((batch) => batch.lines.length > 0 && batch.lines.length <= size)).toBe(true)
      let first = 0
      for (const batch of batches) {
        expect(batch.first).toBe(first)
        first += batch.lines.length
      }
    }),
  )
})

test('leaving the loop closes the source', async () => {
  let closed = false
  async function* source() {
    try {
      for (;;) yield 'a'
    } finally {
      closed = true
    }
  }
  for await (const _ of batchLines(source(), { size: 2, lingerMs: 1 })) break
  expect(closed).toBe(true)
})

test('a source that fails fails the loop', async () => {
  async function* source() {
    yield 'a'
    throw new Error('gone')
  }
  await expect(collect(batchLines(source(), { size: 10, lingerMs: 1_000 }))).rejects.toThrow('gone')
})
