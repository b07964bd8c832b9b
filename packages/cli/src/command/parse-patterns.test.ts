import { expect, test } from 'vitest'
import { parsePattern } from './parse-patterns.ts'

test.each([
  ['edr', { source: 'edr' }],
  ['edr/siem', { source: 'edr', destination: 'siem' }],
  ['*/siem', { destination: 'siem' }],
  ['edr/*/events/pull', { source: 'edr', topic: 'events', mode: 'pull' }],
])('%s', (text, pattern) => {
  expect(parsePattern(text)).toEqual(pattern)
})

test.each(['', '*', '*/*', 'a//b', 'a/b/c/sideways', 'a/b/c/push/e'])('"%s" names no plugs', (text) => {
  expect(() => parsePattern(text)).toThrow(expect.objectContaining({ code: 'USAGE' }))
})
