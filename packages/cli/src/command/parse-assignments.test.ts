import { expect, test } from 'vitest'
import { parseAssignments } from './parse-assignments.ts'

test('a value may hold = and be empty', () => {
  expect(parseAssignments(['url=https://x/?a=b', 'empty='], '-c')).toEqual({ url: 'https://x/?a=b', empty: '' })
})

test('a key that is given twice is refused, whatever its values', () => {
  expect(() => parseAssignments(['n=4', 'm=1', 'n=5'], '-p')).toThrow('-p n=… is given twice')
})

test.each(['novalue', '=x', ''])('refuses "%s"', (word) => {
  expect(() => parseAssignments([word], '-c')).toThrow(/-c takes key=value/)
})
