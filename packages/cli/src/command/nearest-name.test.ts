import { expect, test } from 'vitest'
import { nearestName } from './nearest-name.ts'

test.each([
  ['seko', ['sekoia', 'sentinelone'], 'sekoia'],
  ['se', ['sekoia', 'sentinelone'], undefined],
  ['s', ['sekoia'], undefined],
  ['sekoai', ['sekoia', 'sekoai-two'], 'sekoia'],
  ['upp', ['up', 'plug'], 'up'],
  ['ab', ['a'], undefined],
  ['nosuch', ['sekoia'], undefined],
])('%s of %o is %s', (typed, known, near) => {
  expect(nearestName(typed, known)).toBe(near)
})
