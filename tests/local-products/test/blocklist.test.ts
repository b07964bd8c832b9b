import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Action, act } from '../../../products/local-firewall/service/blocklist.ts'
import { changeBlocklist } from '../../../products/local-firewall/service/change-blocklist.ts'
import { type Machine, newMachine } from './machine.ts'

type Case = [name: string, action: Action, text: string, net: string | undefined, answer: object, after?: string]

describe('a blocklist', () => {
  it.each<Case>([
    ['denies', 'deny', '', '203.0.113.7', { entry: '203.0.113.7', denied: true, changed: true }, '203.0.113.7\n'],
    ['denies once', 'deny', '203.0.113.7\n', '203.0.113.7/32', { entry: '203.0.113.7', denied: true, changed: false }],
    [
      'denies a network',
      'deny',
      'a',
      '2001:DB8::/32',
      { entry: '2001:db8::/32', denied: true, changed: true },
      'a\n2001:db8::/32\n',
    ],
    [
      'allows',
      'allow',
      '# why\n192.0.2.1 # me\n192.0.2.2\n',
      '192.0.2.1',
      { entry: '192.0.2.1', denied: false, changed: true },
      '# why\n192.0.2.2\n',
    ],
    [
      'allows what was not denied',
      'allow',
      '192.0.2.2\n',
      '192.0.2.1',
      { entry: '192.0.2.1', denied: false, changed: false },
    ],
    ['lists', 'query', '# why\n192.0.2.1\n10.0.0.0/8 # inside\n', undefined, { entries: ['192.0.2.1', '10.0.0.0/8'] }],
    [
      'finds the network of an address',
      'query',
      '10.0.0.0/8\n2001:db8::/32\n',
      '10.1.2.3',
      { entry: '10.1.2.3', denied: true, by: ['10.0.0.0/8'] },
    ],
    [
      'does not find what is not there',
      'query',
      '10.0.0.0/8\n',
      '11.0.0.1',
      { entry: '11.0.0.1', denied: false, by: [] },
    ],
  ])('%s', (_, action, text, net, answer, after) => {
    expect(act(action, text, net)).toEqual({ answer, ...(after !== undefined && { text: after }) })
  })

  it.each(['', 'example.com', '1.2.3', '1.2.3.4/33', '1.2.3.4/x', '::1/129', '1.2.3.4\n5.6.7.8', undefined])(
    'refuses to deny %j',
    (net) => {
      expect(() => act('deny', '', net)).toThrow(TypeError)
    },
  )
})

describe('the file of a blocklist', () => {
  let machine: Machine
  let file: string

  beforeEach(() => {
    machine = newMachine()
    file = join(machine.root, 'tenants/gate/blocklist.txt')
  })
  afterEach(() => machine.close())

  it('loses no change of many at once', async () => {
    const nets = Array.from({ length: 20 }, (_, index) => `192.0.2.${index}`)
    await Promise.all(nets.map((net) => changeBlocklist(file, 'deny', net)))
    expect((await readFile(file, 'utf8')).trim().split('\n').sort()).toEqual(nets.sort())
  })

  it('takes over the lock of one that died', async () => {
    await changeBlocklist(file, 'deny', '192.0.2.1')
    await writeFile(`${file}.lock`, '')
    await utimes(`${file}.lock`, new Date(0), new Date(0))
    await changeBlocklist(file, 'deny', '192.0.2.2')
    expect(await readFile(file, 'utf8')).toBe('192.0.2.1\n192.0.2.2\n')
    await expect(stat(`${file}.lock`)).rejects.toThrow('ENOENT')
  })

  it('stays as it is when the order is refused', async () => {
    await changeBlocklist(file, 'deny', '192.0.2.1')
    await expect(changeBlocklist(file, 'deny', 'example.com')).rejects.toThrow('no address')
    expect(await readFile(file, 'utf8')).toBe('192.0.2.1\n')
    await rm(file)
  })
})
