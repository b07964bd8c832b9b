import { expect, test } from 'vitest'
import { moveGlobalFlagsBack, wantsJson } from './move-global-flags-back.ts'

test.each([
  ['list plugs', 'list plugs'],
  ['-C mesh list plugs', 'list plugs -C mesh'],
  ['--project=mesh --json list plugs -y', 'list plugs -y --project=mesh --json'],
  ['--environment lab complete -- list ', 'complete --environment lab -- list '],
  ['-C', '-C'],
  ['--unknown list', '--unknown list'],
  ['plug events a b --json', 'plug events a b --json'],
])('%s', (typed, expected) => {
  expect(moveGlobalFlagsBack(typed.split(' '))).toEqual(expected.split(' '))
})

test('--json counts only before --', () => {
  expect(wantsJson(['watch', '--json'])).toBe(true)
  expect(wantsJson(['complete', '--', '--json'])).toBe(false)
  expect(wantsJson(['watch'])).toBe(false)
})
