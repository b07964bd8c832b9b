import { expect, test } from 'vitest'
import { suggestCommand, unknownCommand } from './suggest-command.ts'

const known = [
  'add',
  'list products',
  'list plugs',
  'create product',
  'plug',
  'unplug',
  'watch',
  'secrets list',
  'plugins link',
]

test.each([
  ['list product', 'list products'],
  ['lst products', 'list products'],
  ['creat product myedr', 'create product'],
  ['wacth events a b', 'watch'],
  ['secrets lst', 'secrets list'],
  ['unplugg events a b', 'unplug'],
  ['lst', 'list'],
  ['ad myedr', 'add'],
  ['brew coffee', undefined],
])('%s', (typed, expected) => {
  expect(suggestCommand(typed.split(' '), known)).toBe(expected)
})

test.each([
  ['ad myedr one', 'ad'],
  ['lst', 'lst'],
  ['list nosuch', 'list nosuch'],
])('of "%s", "%s" is the command', (typed, command) => {
  expect(unknownCommand(typed.split(' '), known)).toBe(command)
})
