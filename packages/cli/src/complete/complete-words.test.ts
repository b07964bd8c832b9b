import { expect, test } from 'vitest'
import { completeWords } from './complete-words.ts'
import type { KnownCommand } from './known-command.ts'

const mode = { name: 'mode', type: 'option', options: ['push', 'pull'] } as const
const globals = {
  project: { name: 'project', type: 'option', char: 'C' },
  json: { name: 'json', type: 'boolean', description: 'Print JSON.' },
} as const
const commands: KnownCommand[] = [
  { id: 'plug', summary: 'Plug.', args: args('topic', 'source', 'destination'), flags: { mode, ...globals } },
  { id: 'plan', summary: 'Plan.', args: {}, flags: globals },
  { id: 'list:products', summary: 'Products.', args: { search: { name: 'search', multiple: true } }, flags: globals },
  { id: 'list:plugs', summary: 'Plugs.', args: {}, flags: globals },
  { id: 'create:product', summary: 'Create.', args: args('name'), flags: { from: { name: 'from', type: 'option' } } },
  { id: 'complete', hidden: true, args: {}, flags: {} },
]
const names: Record<string, string[]> = {
  topic: ['alerts', 'events'],
  source: ['myedr', 'mysekoia'],
  destination: ['myedr', 'mysekoia'],
  search: ['edr', 'sekoia'],
  from: ['edr', 'siem'],
}

function args(...list: string[]) {
  return Object.fromEntries(list.map((name) => [name, { name }]))
}

async function complete(line: string): Promise<string> {
  const options = { commands, topics: { list: 'List things.' }, names: async (kind: string) => names[kind] ?? [] }
  return (await completeWords(line.split(' '), options)).map(({ word }) => word).join(' ')
}

test.each([
  ['', 'create list plan plug'],
  ['pl', 'plan plug'],
  ['list ', 'plugs products'],
  ['list pr', 'products'],
  ['plug ', 'alerts events'],
  ['plug e', 'events'],
  ['plug events ', 'myedr mysekoia'],
  ['plug events myedr ', 'myedr mysekoia'],
  ['plug events myedr mysekoia ', ''],
  ['plug --mode ', 'push pull'],
  ['plug --mode pus', 'push'],
  ['plug --mode=', '--mode=push --mode=pull'],
  ['plug --mode push ', 'alerts events'],
  ['plug --mode push events my', 'myedr mysekoia'],
  ['plug --json events my', 'myedr mysekoia'],
  ['plug --', '--mode --project --json'],
  ['plug --json --m', '--mode'],
  ['plug --json --j', ''],
  ['-C mesh plug e', 'events'],
  ['list products edr s', 'sekoia'],
  ['create product --from s', 'siem'],
  ['comp', ''],
  ['nothing ', ''],
])('meshroom %s', async (line, expected) => {
  expect(await complete(line)).toBe(expected)
})

test('words that only lead to commands are described by their topic', async () => {
  const found = await completeWords(['li'], { commands, topics: { list: 'List things.' }, names: async () => [] })
  expect(found).toEqual([{ word: 'list', description: 'List things.' }])
})
