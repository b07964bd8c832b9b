import { expect, test } from 'vitest'
import { parseExpiry } from './parse-expiry.ts'

const now = new Date('2026-01-31T12:00:00.000Z')

test.each([
  ['90d', '2026-05-01T12:00:00.000Z'],
  ['1d', '2026-02-01T12:00:00.000Z'],
  ['2026-02-01', '2026-02-01T00:00:00.000Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
])('%s', (text, expires) => {
  expect(parseExpiry(text, now).toISOString()).toBe(expires)
})

test.each([
  '',
  'soon',
  '2026-02-30',
  '2027-02-29',
  '2026-13-01',
  '0d',
  '-1d',
  '2026-01-31',
  '2020-01-01',
  '90',
  '1e3d',
])('%j is refused', (text) => {
  expect(() => parseExpiry(text, now)).toThrow(expect.objectContaining({ code: 'EXPIRY_INVALID' }))
})
