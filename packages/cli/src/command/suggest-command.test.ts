import { expect, test } from 'vitest'
import { suggestCommand } from './suggest-command.ts'

const known = [
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
  ['brew coffee', undefined],
])('%s', (typed, expected) => {
  expect(suggestCommand(typed.split(' '), known)).toBe(expected)
})
