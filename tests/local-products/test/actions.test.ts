import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type PlugContext, RetryableError, type SideContext } from '@meshroom/hooks-sdk'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore } from '../../../products/local-collector/service/event-store.ts'
import { findAddress } from '../../../products/local-collector/service/find-address.ts'
import * as collector from '../../../products/local-collector/trigger-actions.ts'
import * as orders from '../../../products/local-firewall/carry-out.ts'
import * as firewall from '../../../products/local-firewall/take-orders.ts'
import { type Machine, newMachine } from './machine.ts'
import { action, side } from './tenants.ts'

let machine: Machine
let plug: PlugContext
let at: { collector: SideContext; gate: SideContext }

beforeEach(() => {
  machine = newMachine()
})
afterEach(() => machine.close())

const hooks = {
  deny: {
    open: firewall.openDenyGate,
    prepare: collector.prepareDeny,
    trigger: collector.deny,
    execute: orders.deny,
  },
  allow: {
    open: firewall.openAllowGate,
    prepare: collector.prepareAllow,
    trigger: collector.allow,
    execute: orders.allow,
  },
}

/** Sets a plug of `collector` and `gate` up, the destination first. */
async function up(topic: 'deny' | 'allow' = 'deny', settings = {}) {
  plug = machine.plug({ topic, source: 'collector', destination: 'gate' })
  at = {
    collector: side(machine, { product: 'local-collector', name: 'collector', settings }, plug),
    gate: side(machine, { product: 'local-firewall', name: 'gate' }, plug),
  }
  await setup(topic)
}

async function setup(topic: 'deny' | 'allow' = 'deny') {
  await hooks[topic].open.run(at.gate)
  await hooks[topic].prepare.run(at.collector)
}

async function down() {
  await collector.forgetDeny.run(at.collector)
  await firewall.closeOrderGate.run(at.gate)
}

const blocklist = () => readFile(join(machine.root, 'tenants/gate/blocklist.txt'), 'utf8').catch(() => '')
const trigger = (ipv4_net: string) => hooks.deny.trigger.run(action(at.collector, { ipv4_net }))

describe('a trigger at the collector', () => {
  it('denies at the firewall', async () => {
    await up()
    expect(await trigger('203.0.113.7')).toEqual({ entry: '203.0.113.7', denied: true, changed: true })
    expect(await trigger('203.0.113.7')).toEqual({ entry: '203.0.113.7', denied: true, changed: false })
    expect(await blocklist()).toBe('203.0.113.7\n')
  })

  it('allows again what was denied', async () => {
    await up()
    await trigger('203.0.113.7')
    await up('allow')
    const context = action(at.collector, { ipv4_net: '203.0.113.7' })
    expect(await collector.allow.run(context)).toEqual({ entry: '203.0.113.7', denied: false, changed: true })
    expect(await blocklist()).toBe('')
  })

  it('passes on why the firewall refuses', async () => {
    await up()
    await expect(trigger('example.com')).rejects.toThrow(
      '422: {"error":"\\"example.com\\" is no address and no network"}',
    )
  })

  it('may be tried again when the firewall is away', async () => {
    await up()
    await at.gate.run.stop('gate.deny.collector')
    await expect(trigger('203.0.113.7')).rejects.toThrow(RetryableError)
  })

  it('is not set up when the firewall refuses its token', async () => {
    await up()
    machine.secrets.set('TOKEN', 'another')
    await expect(collector.prepareDeny.run(at.collector)).rejects.toThrow("refuses the plug's token (401)")
  })

  it('is not set up before the firewall is', async () => {
    await up()
    const early = side(
      machine,
      { product: 'local-collector', name: 'collector' },
      machine.plug({ topic: 'deny', destination: 'gate' }),
    )
    await expect(collector.prepareDeny.run(early)).rejects.toThrow('the setup of gate puts out no "url"')
  })
})

describe('an order to the firewall itself', () => {
  it.each(['deny', 'allow'] as const)('is needed to say what to %s', async (topic) => {
    await up(topic)
    await expect(hooks[topic].execute.run(action(at.gate, {}))).rejects.toThrow(`say what to ${topic}`)
  })

  it('is carried out without a plug', async () => {
    await up()
    const order = action(at.gate, { ipv6_net: '2001:db8::/32' })
    expect(await orders.deny.run(order)).toMatchObject({ entry: '2001:db8::/32', changed: true })
    expect(await orders.query.run(action(at.gate, { ipv6_net: '2001:db8::1' }))).toMatchObject({ denied: true })
    expect(await orders.allow.run(order)).toMatchObject({ denied: false, changed: true })
    expect(await orders.query.run(action(at.gate, {}))).toEqual({ entries: [] })
  })

  it('fails with the reason', async () => {
    await up()
    await expect(orders.deny.run(action(at.gate, { ipv4_net: '1.2.3' }))).rejects.toThrow(
      '"1.2.3" is no address and no network',
    )
  })
})

describe('a gate', () => {
  it('is set up once, checked, and taken down without a trace but the blocklist', async () => {
    await up()
    await trigger('203.0.113.7')
    const started = machine.started.length
    await setup()
    expect(machine.started).toHaveLength(started)
    expect(await firewall.checkOrderGate.run(at.gate)).toEqual({ status: 'present' })
    await down()
    await down()
    expect(await firewall.checkOrderGate.run(at.gate)).toEqual({ status: 'absent' })
    expect(machine.running()).toEqual([])
    expect([...machine.secrets.keys()]).toEqual([])
    expect(await readdir(join(machine.root, 'tenants/gate'))).toEqual(['blocklist.txt'])
  })

  it('has its token in no argument and in no file', async () => {
    await up('deny', { deny_pattern: 'from (?<address>\\S+)' })
    const token = machine.secrets.get('TOKEN')!
    expect(JSON.stringify(machine.started)).not.toContain(token)
    for (const file of await readdir(machine.root, { recursive: true, withFileTypes: true }))
      if (file.isFile()) expect(await readFile(join(file.parentPath, file.name), 'utf8')).not.toContain(token)
  })

  it.each([
    ['without its token', { headers: { authorization: 'Bearer x' } }, 401],
    ['by another method', { method: 'DELETE' }, 405],
    ['that is no JSON', { body: 'rubbish' }, 422],
    ['that is no object', { body: 'null' }, 422],
    ['that names no address', { body: '{}' }, 422],
    ['whose address is no text', { body: '{"ipv4_net":7}' }, 422],
  ])('refuses an order %s', async (_, init, status) => {
    await up()
    const headers = { authorization: `Bearer ${machine.secrets.get('TOKEN')}` }
    const response = await fetch(String(plug.outputs.url), { method: 'POST', headers, ...init })
    expect(response.status).toBe(status)
    expect(await blocklist()).toBe('')
  })
})

describe('denying by pattern', () => {
  const settings = { deny_pattern: 'Failed password .* from (?<address>\\S+)' }

  async function collect(message: string) {
    const store = openStore(join(machine.root, 'tenants/collector/events.ndjson'))
    const received = new Date().toISOString()
    await store.append([{ received, source: 'agent', transport: 'syslog', peer: '', event: { message } }])
  }

  async function untilDenied(text: string) {
    while (!(await blocklist()).includes(text)) await pause(10)
  }

  it('denies the address of an event that comes in, and of no other', async () => {
    await collect('Failed password for root from 192.0.2.9')
    await up('deny', settings)
    await collect('Accepted password for kim from 192.0.2.8')
    await collect('Failed password for root from nowhere')
    await collect('Failed password for root from 192.0.2.7')
    await untilDenied('192.0.2.7')
    expect(await blocklist()).toBe('192.0.2.7\n')
  })

  it('goes on where it stopped, and ends with the plug', async () => {
    await up('deny', settings)
    await collect('Failed password for root from 192.0.2.7')
    await untilDenied('192.0.2.7')
    await at.collector.run.stop('collector.deny.gate')
    await collect('Failed password for root from 192.0.2.6')
    await setup()
    await untilDenied('192.0.2.6')
    await down()
    expect(await readdir(join(machine.root, 'tenants/collector'))).toEqual(['events.ndjson'])
    expect(machine.running()).toEqual([])
  })

  it('is not started with a pattern that names no address', async () => {
    await expect(up('deny', { deny_pattern: 'from (\\S+)' })).rejects.toThrow('(?<address>')
    await expect(up('deny', { deny_pattern: '(?<address>' })).rejects.toThrow('Invalid regular expression')
  })

  it.each([
    ['an IPv4 address', { message: 'Failed password for x from 192.0.2.1' }, { ipv4_net: '192.0.2.1' }],
    ['an IPv6 address', { message: 'Failed password for x from 2001:db8::1' }, { ipv6_net: '2001:db8::1' }],
    ['nothing in what does not match', { message: 'from 192.0.2.1' }, undefined],
    ['an event without message', { text: 'Failed password x from 192.0.2.1 ' }, { ipv4_net: '192.0.2.1' }],
  ])('finds %s', (_, event, found) => {
    const line = JSON.stringify({ received: '2026-01-02', event })
    expect(findAddress(line, { pattern: settings.deny_pattern, since: '2026-01-01' })).toEqual(found)
    expect(findAddress(line, { pattern: settings.deny_pattern, since: '2026-01-03' })).toBeUndefined()
  })
})
