import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { PASSPHRASE, temporaryFolder, temporaryVault } from '../../test/temporary-vault.ts'
import { agentCache, agentStatus, lockAgent, stopAgent } from './agent-client.ts'
import { agentSocket } from './agent-protocol.ts'
import { serveAgent } from './serve-agent.ts'

async function agent(ttlMs = 60_000, checkMs = 10_000) {
  const socket = join(await temporaryFolder(), 'run', 'agent.sock')
  const running = await serveAgent({ socket, ttlMs, checkMs })
  onTestFinished(running.close)
  return running
}

const nobody = { interactive: false, ask: async () => undefined }

describe('an agent', () => {
  it('spares the passphrase for a version that was opened before, and only for that', async () => {
    const { socket } = await agent()
    const place = await temporaryVault()
    const sessionKeys = agentCache(socket)
    await place.open({ sessionKeys }).set([{ name: 'A', value: '1' }])
    expect(await place.open({ sessionKeys, passphrase: nobody }).get('A')).toBe('1')
    await place.open().set([{ name: 'A', value: '2' }])
    await expect(place.open({ sessionKeys, passphrase: nobody }).get('A')).rejects.toMatchObject({
      code: 'PASSPHRASE_REQUIRED',
    })
    expect(await place.open({ sessionKeys }).get('A')).toBe('2')
    expect(await place.open({ sessionKeys, passphrase: nobody }).get('A')).toBe('2')
  })

  it('does not sign: writing asks for the passphrase', async () => {
    const { socket } = await agent()
    const place = await temporaryVault()
    const sessionKeys = agentCache(socket)
    await place.open({ sessionKeys }).set([{ name: 'A', value: '1' }])
    const vault = place.open({ sessionKeys, passphrase: nobody })
    await expect(vault.set([{ name: 'B', value: '2' }])).rejects.toMatchObject({ code: 'PASSPHRASE_REQUIRED' })
    expect(await place.open({ sessionKeys }).set([{ name: 'B', value: '2' }])).toEqual({ changed: ['B'] })
  })

  it('forgets when it is told to', async () => {
    const { socket } = await agent()
    const place = await temporaryVault()
    const sessionKeys = agentCache(socket)
    await place.open({ sessionKeys }).set([{ name: 'A', value: '1' }])
    expect((await agentStatus(socket))?.keys).toBeGreaterThan(0)
    expect(await lockAgent(socket)).toBe(true)
    expect(await agentStatus(socket)).toEqual({ keys: 0, pid: process.pid })
    await expect(place.open({ sessionKeys, passphrase: nobody }).get('A')).rejects.toMatchObject({
      code: 'PASSPHRASE_REQUIRED',
    })
  })

  it('stops when nothing is left to keep', async () => {
    const running = await agent(20)
    await agentCache(running.socket).put('a'.repeat(64), { algorithm: 'aes256', data: new Uint8Array(32) })
    await running.closed
    expect(await agentStatus(running.socket)).toBeUndefined()
  })

  it('waits for something to keep as long as it would keep it, and no longer', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const running = await agent(60_000)
    await vi.advanceTimersByTimeAsync(50_000)
    expect(await lockAgent(running.socket)).toBe(true)
    await vi.advanceTimersByTimeAsync(50_000)
    expect(await agentStatus(running.socket)).toMatchObject({ keys: 0 })
    await vi.advanceTimersByTimeAsync(70_000)
    await running.closed
    expect(await agentStatus(running.socket)).toBeUndefined()
  })

  it('stops when it is told to, also while somebody holds a line to it', async () => {
    const running = await agent()
    await agentCache(running.socket).put('a'.repeat(64), { algorithm: 'aes256', data: new Uint8Array(32) })
    const client = connect(running.socket)
    client.on('error', () => {})
    await new Promise((resolve) => client.once('connect', resolve))
    expect(await stopAgent(running.socket)).toBe(true)
    await running.closed
    expect(await stopAgent(running.socket)).toBe(false)
  })

  it('stops when its socket is gone: nobody could reach it any more', async () => {
    const running = await agent(60_000, 5)
    await agentCache(running.socket).put('a'.repeat(64), { algorithm: 'aes256', data: new Uint8Array(32) })
    await rm(running.socket)
    await running.closed
  })

  it('listens where only the person can reach it', async () => {
    const { socket } = await agent()
    expect((await stat(socket)).mode & 0o777).toBe(0o600)
    expect((await stat(dirname(socket))).mode & 0o777).toBe(0o700)
    const open = join(await temporaryFolder(), 'open')
    await mkdir(open)
    await chmod(open, 0o755)
    await expect(serveAgent({ socket: join(open, 'agent.sock'), ttlMs: 1000 })).rejects.toMatchObject({
      code: 'AGENT_UNSAFE',
    })
  })

  it('is not asked where others could have put it', async () => {
    const { socket } = await agent()
    await agentCache(socket).put('a'.repeat(64), { algorithm: 'aes256', data: new Uint8Array(32) })
    await chmod(dirname(socket), 0o755)
    expect(await agentCache(socket).get('a'.repeat(64))).toBeUndefined()
  })

  it('is one', async () => {
    const { socket } = await agent()
    await expect(serveAgent({ socket, ttlMs: 1000 })).rejects.toMatchObject({ code: 'AGENT_RUNNING' })
  })

  it('is one, also when many start at once', async () => {
    const socket = join(await temporaryFolder(), 'run', 'agent.sock')
    const started = await Promise.allSettled(Array.from({ length: 8 }, () => serveAgent({ socket, ttlMs: 60_000 })))
    const running = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    onTestFinished(async () => void (await Promise.all(running.map((each) => each.close()))))
    expect(running).toHaveLength(1)
    expect(await agentStatus(socket)).toMatchObject({ keys: 0 })
  })

  it('takes the place of one that died', async () => {
    const socket = join(await temporaryFolder(), 'run', 'agent.sock')
    await mkdir(dirname(socket), { mode: 0o700 })
    await writeFile(socket, '')
    const running = await serveAgent({ socket, ttlMs: 1000 })
    onTestFinished(running.close)
    expect(await agentStatus(socket)).toMatchObject({ keys: 0 })
  })

  it.each([
    '',
    '{}',
    '[]',
    'null',
    '{"do":"get"}',
    '{"do":"get","digest":"../x"}',
    '{"do":"put","digest":"x","key":"zz"}',
    'nonsense',
  ])('answers %j with an error, and lives on', async (line) => {
    const { socket } = await agent()
    expect(await ask(socket, line)).toMatchObject({ error: expect.any(String) })
    expect(await agentStatus(socket)).toMatchObject({ keys: 0 })
  })

  it('hangs up on a line without end', async () => {
    const { socket } = await agent()
    const client = connect(socket)
    const closed = new Promise((resolve) => client.once('close', resolve))
    client.on('error', () => {})
    client.write('x'.repeat(100_000))
    await closed
    expect(await agentStatus(socket)).toMatchObject({ keys: 0 })
  })

  it('keeps a bounded number', async () => {
    const { socket } = await agent()
    const cache = agentCache(socket)
    const digest = (index: number) => index.toString(16).padStart(64, '0')
    for (let index = 0; index < 300; index += 1)
      await cache.put(digest(index), { algorithm: 'aes256', data: new Uint8Array(32) })
    expect((await agentStatus(socket))?.keys).toBe(256)
    expect(await cache.get(digest(0))).toBeUndefined()
    expect(await cache.get(digest(299))).toBeDefined()
  })
})

describe('without an agent', () => {
  it('all works as before', async () => {
    const place = await temporaryVault()
    const sessionKeys = agentCache(join(place.folder, 'nothing', 'agent.sock'))
    await place.open({ sessionKeys }).set([{ name: 'A', value: '1' }])
    expect(await place.open({ sessionKeys }).get('A')).toBe('1')
    expect(await lockAgent(join(place.folder, 'nothing', 'agent.sock'))).toBe(false)
  })

  it('a wrong session key does no harm', async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: '1' }])
    const wrong = { get: async () => ({ algorithm: 'aes256', data: new Uint8Array(32) }) as const, put: async () => {} }
    expect(await place.open({ sessionKeys: wrong }).get('A')).toBe('1')
    expect((await readFile(place.file, 'utf8')).includes(PASSPHRASE)).toBe(false)
  })

  it('its place is the runtime folder, else the state folder', () => {
    expect(agentSocket({ XDG_RUNTIME_DIR: '/run/user/7' })).toBe('/run/user/7/meshroom/agent.sock')
    expect(agentSocket({ XDG_STATE_HOME: '/s' })).toBe('/s/meshroom/run/agent.sock')
    expect(agentSocket({ HOME: '/h' })).toBe('/h/.local/state/meshroom/run/agent.sock')
  })
})

function ask(socket: string, line: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const client = connect(socket)
    client.once('error', reject)
    client.once('data', (text) => {
      client.destroy()
      resolve(JSON.parse(String(text)))
    })
    client.write(`${line}\n`)
  })
}
