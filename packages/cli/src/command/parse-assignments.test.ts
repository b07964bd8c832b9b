import { expect, test } from 'vitest'
import { parseAssignments } from './parse-assignments.ts'

test('a value may hold = and be empty, and the last of two counts', () => {
  expect(parseAssignments(['url=https://x/?a=b', 'empty=', 'n=1', 'n=2'], '-c')).toEqual({
    url: 'https://x/?a=b',
    empty: '',
    n: '2',
  })
})

test.each(['novalue', '=x', ''])('refuses "%s"', (word) => {
  expect(() => parseAssignments([word], '-c')).toThrow(/-c takes key=value/)
})
