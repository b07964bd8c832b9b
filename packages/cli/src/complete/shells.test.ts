import { expect, test } from 'vitest'
import { formatCandidate, joinAssignments } from './shells.ts'

const candidate = { word: 'a:b', description: 'What: it is' }

test.each([
  ['bash', 'a:b'],
  ['zsh', 'a\\:b:What: it is'],
  ['fish', 'a:b\tWhat: it is'],
  ['powershell', 'a:b\tWhat: it is'],
] as const)('a candidate for %s', (shell, line) => {
  expect(formatCandidate(candidate, shell)).toBe(line)
})

test.each([
  [
    ['plug', '--mode', '=', 'pu'],
    ['plug', '--mode=pu'],
  ],
  [
    ['plug', '--mode', '='],
    ['plug', '--mode='],
  ],
  [
    ['plug', '--mode', 'pu'],
    ['plug', '--mode', 'pu'],
  ],
  [
    ['add', 'p', '-c', 'key', '=', 'x'],
    ['add', 'p', '-c', 'key', '=', 'x'],
  ],
])('bash parts words at =: %o', (words, joined) => {
  expect(joinAssignments(words)).toEqual(joined)
})
