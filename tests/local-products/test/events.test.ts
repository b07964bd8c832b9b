import { once } from 'node:events'
import { appendFile, readdir, readFile, rename } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type JsonValue, type PlugContext, RetryableError, type SideContext } from '@meshroom/hooks-sdk'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as collector from '../../../products/local-collector/collect-events.ts'
import { watchEvents } from '../../../products/local-collector/watch-events.ts'
import * as sender from '../../../products/local-sender/send-events.ts'
import { type Machine, newMachine } from './machine.ts'
import { side, take, watching } from './tenants.ts'

let machine: Machine
let plug: PlugContext
let at: { collector: SideContext; agent: SideContext }

beforeEach(() => {
  machine = newMachine()
})
afterEach(() => machine.close())

/** Sets a plug of `agent` and `collector` up, the destination first. */
async function up(format: 'syslog' | 'json', settings = {}) {
  plug = machine.plug({ format })
  at = {
    collector: side(machine, { product: 'local-collector', name: 'collector', settings }, plug),
    agent: side(machine, { product: 'local-sender', name: 'agent', settings: { app: 'shop' } }, plug),
  }
  await setup()
}

async function setup() {
  const syslog = plug.format === 'syslog'
  await (syslog ? collector.openSyslogListener : collector.openHttpListener).run(at.collector)
  await (syslog ? sender.forwardBySyslog : sender.forwardByHttp).run(at.agent)
}

async function down() {
  await sender.stopForwarding.run(at.agent)
  await collector.closeEventListener.run(at.collector)
}

const produce = (lines: readonly string[]) => sender.sendEvents.run({ ...at.agent, topic: 'events' }, lines)
const watch = (count: number, from: { cursor?: string; since?: string } = {}) =>
  take(watchEvents.run(watching(at.collector, from)), count)
const eventsOf = (records: readonly { event: JsonValue }[]) => records.map(({ event }) => event)
const tenant = (name: string) => join(machine.root, 'tenants', name)

describe.each(['syslog', 'json'] as const)('events by %s', (format) => {
  it('go in at one end and come out at the other', async () => {
    await up(format)
    expect(await produce(['one', 'two', 'é ☃ "three"'])).toEqual({ accepted: 3, rejected: [] })
    expect(eventsOf(await watch(3))).toMatchObject([{ message: 'one' }, { message: 'two' }, { message: 'é ☃ "three"' }])
  })

  it('are forwarded from the log file as it grows', async () => {
    await up(format)
    await appendFile(join(tenant('agent'), 'events.log'), 'first\n')
    expect(eventsOf(await watch(1))).toMatchObject([{ message: 'first' }])
    await appendFile(join(tenant('agent'), 'events.log'), 'second\nthird\n')
    expect(eventsOf(await watch(3))).toMatchObject([{ message: 'first' }, { message: 'second' }, { message: 'third' }])
  })

  it('are neither sent twice nor left out over a down and an up', async () => {
    await up(format)
    const log = join(tenant('agent'), 'events.log')
    await appendFile(log, 'before\n')
    const [before] = await watch(1)
    await down()
    await appendFile(log, 'between\n')
    await setup()
    expect(eventsOf(await watch(1, before))).toMatchObject([{ message: 'between' }])
  })

  it('are set up once: a second setup changes nothing', async () => {
    await up(format)
    const outputs = { ...plug.outputs }
    const secrets = [...machine.secrets]
    const started = machine.started.length
    await setup()
    expect(plug.outputs).toEqual(outputs)
    expect([...machine.secrets]).toEqual(secrets)
    expect(machine.started).toHaveLength(started)
  })

  it('leave behind only what was collected and how far the sender came', async () => {
    await up(format)
    await appendFile(join(tenant('agent'), 'events.log'), 'first\n')
    await watch(1)
    await down()
    await down()
    expect(machine.running()).toEqual([])
    expect([...machine.secrets.keys()]).toEqual([])
    expect(await readdir(tenant('collector'))).toEqual(['events.ndjson'])
    expect(await readdir(tenant('agent'), { recursive: true })).toEqual(
      expect.arrayContaining(['events.log', 'forwarders/events.collector.json.position']),
    )
    expect(await readdir(join(tenant('agent'), 'forwarders'))).toHaveLength(1)
  })

  it('are checked on both sides', async () => {
    const look = format === 'syslog' ? collector.checkSyslogListener : collector.checkHttpListener
    await up(format)
    const outputs = { ...plug.outputs }
    for (const name of Object.keys(outputs)) await at.collector.plug.output(name, null)
    expect(await look.run(at.collector)).toEqual({ status: 'present' })
    expect(plug.outputs).toEqual(outputs)
    expect(await sender.checkForwarding.run(at.agent)).toEqual({ status: 'present' })
    await at.collector.run.stop('collector.events.agent')
    expect(await look.run(at.collector)).toMatchObject({ status: 'changed' })
    await down()
    expect(await look.run(at.collector)).toEqual({ status: 'absent' })
    expect(await sender.checkForwarding.run(at.agent)).toEqual({ status: 'absent' })
  })

  it('keep their port when the listener starts anew', async () => {
    await up(format)
    const { port } = plug.outputs
    await at.collector.run.stop('collector.events.agent')
    await setup()
    expect(plug.outputs.port).toBe(port)
  })

  it('say that they may be sent again when the collector is away', async () => {
    await up(format)
    await at.collector.run.stop('collector.events.agent')
    await expect(produce(['one'])).rejects.toThrow(RetryableError)
  })
})

describe('a collector', () => {
  it('resumes a watch after a cursor, without loss, through a rotation', async () => {
    await up('syslog')
    await produce(['one', 'two'])
    const [one] = await watch(1)
    const store = join(tenant('collector'), 'events.ndjson')
    await rename(store, `${store}.1`)
    await produce(['three'])
    expect(eventsOf(await watch(2, one))).toMatchObject([{ message: 'two' }, { message: 'three' }])
  })

  it('shows from now on, without a cursor', async () => {
    await up('syslog')
    await produce(['old'])
    await watch(1)
    const store = join(tenant('collector'), 'events.ndjson')
    const { received } = JSON.parse(await readFile(store, 'utf8'))
    const since = new Date(Date.parse(received) + 1).toISOString()
    await appendFile(store, `not a record\n{"received":"${since}","source":"other","event":"not of this plug"}\n`)
    await appendFile(store, `{"received":"${since}","source":"agent","event":"new"}\n`)
    expect(eventsOf(await watch(1, { since }))).toEqual(['new'])
  })

  it('keeps what an event was, where it came from and when', async () => {
    await up('json')
    await produce(['{"user":"kim","n":1}'])
    await watch(1)
    const stored = JSON.parse(await readFile(join(tenant('collector'), 'events.ndjson'), 'utf8'))
    expect(stored).toEqual({
      received: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      source: 'agent',
      transport: 'http',
      peer: expect.stringContaining('127.0.0.1:'),
      event: { user: 'kim', n: 1 },
    })
  })

  it('takes a batch in part and says which records it did not take', async () => {
    await up('json')
    const response = await post('{"a":1}\nnot json\n[2]\n')
    expect(response).toEqual({ status: 200, body: { accepted: 2, rejected: [{ index: 1, reason: 'is not JSON' }] } })
    expect(eventsOf(await watch(2))).toEqual([{ a: 1 }, [2]])
  })

  it.each([
    ['another token', 401, { authorization: 'Bearer wrong' }],
    ['no token', 401, { authorization: '' }],
    ['another path', 404, {}, '/other'],
    ['another method', 405, {}, '/events', 'PUT'],
    ['nothing but rubbish', 400, {}, '/events', 'POST', 'rubbish'],
    ['too much', 413, {}, '/events', 'POST', 'x'.repeat(17 * 1024 * 1024)],
  ])('refuses %s', async (_, status, headers, path = '/events', method = 'POST', body = '{}') => {
    await up('json')
    expect(await post(body, { headers, path, method })).toMatchObject({ status })
    expect(await readdir(tenant('collector'))).toEqual(['listeners'])
  })

  it('has its token in no argument and in no file', async () => {
    await up('json')
    const token = machine.secrets.get('TOKEN')!
    expect(token.length).toBeGreaterThan(40)
    expect(JSON.stringify(machine.started)).not.toContain(token)
    for (const file of await readdir(machine.root, { recursive: true, withFileTypes: true }))
      if (file.isFile()) expect(await readFile(join(file.parentPath, file.name), 'utf8')).not.toContain(token)
  })

  it('takes another port than the one that is taken', async () => {
    await up('syslog')
    const { port } = plug.outputs
    await down()
    const other = createServer().listen(Number(port), '127.0.0.1')
    await once(other, 'listening')
    await setup()
    other.close()
    expect(plug.outputs.port).not.toBe(port)
  })

  it('fails its setup with the reason when something else has the port that it must use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' ? address?.port : undefined
    await expect(up('syslog', { port })).rejects.toThrow(`something else listens on 127.0.0.1:${port}`)
    other.close()
  })

  async function post(body: string, { headers = {}, path = '/events', method = 'POST' } = {}) {
    const authorization = `Bearer ${machine.secrets.get('TOKEN')}`
    const url = new URL(path, String(plug.outputs.url))
    const response = await fetch(url, { method, body, headers: { authorization, ...headers } })
    return { status: response.status, body: await response.json() }
  }
})
