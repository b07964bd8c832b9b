import { expect, test } from 'vitest'
import { parseSince } from './parse-since.ts'

const now = new Date('2026-01-31T08:05:00Z')

test.each([
  ['5m', '2026-01-31T08:00:00.000Z'],
  ['90s', '2026-01-31T08:03:30.000Z'],
  ['2h', '2026-01-31T06:05:00.000Z'],
  ['1d', '2026-01-30T08:05:00.000Z'],
  ['2026-01-01T00:00Z', '2026-01-01T00:00:00.000Z'],
])('%s', (text, moment) => {
  expect(parseSince(text, now).toISOString()).toBe(moment)
})

test.each(['', 'yesterday', '5', '-5m', '5x'])('"%s" is refused with what would do', (text) => {
  expect(() => parseSince(text, now)).toThrow(expect.objectContaining({ hint: expect.stringContaining('5m') }))
})
