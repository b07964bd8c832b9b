import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { findOwnCommand } from './own-plugin.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const commands = { root, folder: `${root}/src/commands`, extension: '.ts' } as const

test.each([
  ['list products edr', 'list:products', ['edr']],
  ['plug events a b', 'plug', ['events', 'a', 'b']],
  ['list', undefined, undefined],
  ['list product', undefined, undefined],
  ['secrets', undefined, undefined],
  ['../start', undefined, undefined],
  ['.. start', undefined, undefined],
  ['', undefined, undefined],
])('%s', (line, id, rest) => {
  const found = findOwnCommand(line.split(' '), commands)
  expect(found?.id).toBe(id)
  expect(found?.rest).toEqual(rest)
})
