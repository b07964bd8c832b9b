import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/temporary-vault.ts'
import { nodeFileSystem } from './file-system.ts'
import { findLock, type LockHolder, sweepLocks, takeLock } from './lock-file.ts'
import { pidNamespace, processStart } from './process-identity.ts'

async function lockIn(folder: string, timeoutMs = 0) {
  return takeLock(nodeFileSystem, { path: join(folder, 'lock'), timeoutMs })
}

async function leaveLock(folder: string, holder: Partial<LockHolder>): Promise<void> {
  const complete = {
    pid: process.pid,
    host: hostname(),
    start: await processStart(process.pid),
    at: Date.now(),
    token: 'dead',
  }
  await writeFile(join(folder, 'lock'), JSON.stringify({ ...complete, ...holder }))
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'exit')
  return child.pid ?? 0
}

describe('a lock', () => {
  it('names its holder and is gone after', async () => {
    const folder = await temporaryFolder()
    const lock = await lockIn(folder)
    expect(JSON.parse(await readFile(join(folder, 'lock'), 'utf8'))).toMatchObject({
      pid: process.pid,
      host: hostname(),
      namespace: await pidNamespace(),
    })
    expect(await readdir(folder)).toEqual(['lock'])
    await lock.release()
    expect(await readdir(folder)).toEqual([])
  })

  it.each([
    ['is empty', ''],
    ['was cut off', '{"pid": 12'],
    ['is of something else', '[]'],
    ['has a token that leads elsewhere', '{"token": "../../x"}'],
  ])('that %s is waited for at first, and taken over by one of many once it is old', async (_what, content) => {
    const folder = await temporaryFolder()
    const path = join(folder, 'lock')
    await writeFile(path, content)
    expect(await findLock(nodeFileSystem, path)).toEqual({ holder: undefined, isStale: false })
    await expect(lockIn(folder)).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
    const old = new Date(Date.now() - 6_000)
    await utimes(path, old, old)
    expect(await findLock(nodeFileSystem, path)).toEqual({ holder: undefined, isStale: true })
    let inside = 0
    const work = async () => {
      const lock = await lockIn(folder, 20_000)
      expect(++inside).toBe(1)
      await new Promise(setImmediate)
      inside -= 1
      await lock.release()
    }
    await Promise.all(Array.from({ length: 8 }, work))
    expect(await readdir(folder)).toEqual([])
  })

  it('is on the disk before it has its name', async () => {
    const folder = await temporaryFolder()
    const calls: string[] = []
    const fs = {
      ...nodeFileSystem,
      create: async (path: string, mode: number) => {
        const file = await nodeFileSystem.create(path, mode)
        return { ...file, sync: () => file.sync().then(() => void calls.push('sync')) }
      },
      link: async (from: string, to: string) => {
        calls.push('link')
        await nodeFileSystem.link(from, to)
      },
    }
    await (await takeLock(fs, { path: join(folder, 'lock'), timeoutMs: 0 })).release()
    expect(calls).toEqual(['sync', 'link'])
  })

  it('is held by one at a time', async () => {
    const folder = await temporaryFolder()
    let inside = 0
    let most = 0
    const work = async () => {
      const lock = await lockIn(folder, 20_000)
      most = Math.max(most, ++inside)
      await new Promise(setImmediate)
      inside -= 1
      await lock.release()
    }
    await Promise.all(Array.from({ length: 10 }, work))
    expect(most).toBe(1)
  })

  it('names the live holder when the time is over', async () => {
    const folder = await temporaryFolder()
    await lockIn(folder)
    await expect(lockIn(folder)).rejects.toMatchObject({
      code: 'VAULT_LOCKED',
      data: { pid: process.pid, host: hostname() },
    })
  })

  it('is not taken from a holder that is suspended', async () => {
    const folder = await temporaryFolder()
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' })
    onTestFinished(() => {
      child.kill('SIGKILL')
    })
    child.kill('SIGSTOP')
    const pid = child.pid ?? 0
    await leaveLock(folder, { pid, start: await processStart(pid), at: 0 })
    await expect(lockIn(folder)).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
  })
})

describe('a stale lock', () => {
  it.each<[string, () => Promise<Partial<LockHolder>>]>([
    ['whose process is gone', async () => ({ pid: await deadPid() })],
    ['whose number another process has now', async () => ({ start: 'another boot:1' })],
    ['of another host, from long ago', async () => ({ host: 'elsewhere', at: Date.now() - 3600_000 })],
    ['of another container, from long ago', async () => ({ namespace: 'pid:[1]', at: Date.now() - 3600_000 })],
    ['of another host, from far ahead', async () => ({ host: 'elsewhere', at: 99_999_999_999_999 })],
    ['of a process that cannot be told, from far ahead', async () => ({ pid: 1, start: null, at: 99_999_999_999_999 })],
  ])('%s is taken over', async (_what, holder) => {
    const folder = await temporaryFolder()
    await leaveLock(folder, await holder())
    const lock = await lockIn(folder)
    await lock.assertHeld()
    expect(await readdir(folder)).toEqual(['lock'])
  })

  it.each<[string, Partial<LockHolder>]>([
    ['of another host', { host: 'elsewhere' }],
    ['of another container with the name of this host', { namespace: 'pid:[1]' }],
  ])('%s counts as live while it is young', async (_what, where) => {
    const folder = await temporaryFolder()
    const pid = await deadPid()
    await leaveLock(folder, { ...where, pid })
    await expect(lockIn(folder)).rejects.toMatchObject({ code: 'VAULT_LOCKED', data: { pid } })
  })

  it('without a time names nobody, and counts as left behind once it is old', async () => {
    const folder = await temporaryFolder()
    await leaveLock(folder, { host: 'elsewhere', at: 'never' as unknown as number })
    await utimes(join(folder, 'lock'), new Date(0), new Date(0))
    await (await lockIn(folder)).assertHeld()
  })

  it('is taken over by one of many', async () => {
    const folder = await temporaryFolder()
    await leaveLock(folder, { pid: await deadPid() })
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => lockIn(folder, 200)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('is taken over even when who took it over before died doing so', async () => {
    const folder = await temporaryFolder()
    await leaveLock(folder, { pid: await deadPid() })
    const right = { pid: await deadPid(), host: hostname(), start: null, at: Date.now(), token: 'second' }
    await writeFile(join(folder, 'lock.dead'), JSON.stringify(right))
    await (await lockIn(folder)).release()
    expect(await readdir(folder)).toEqual([])
  })

  it('leaves its holder without effect when it wakes', async () => {
    const folder = await temporaryFolder()
    const first = await lockIn(folder)
    await leaveLock(folder, { host: 'elsewhere', token: 'other' })
    await expect(first.assertHeld()).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
    await first.release()
    expect(await readdir(folder)).toEqual(['lock'])
  })

  it('leaves drafts that the next holder sweeps', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'lock.0011223344556677.new'), '{"pid"')
    await writeFile(
      join(folder, 'lock.0011223344556677'),
      JSON.stringify({ pid: await deadPid(), host: hostname(), at: 0 }),
    )
    await writeFile(join(folder, 'lockable'), '')
    await sweepLocks(nodeFileSystem, join(folder, 'lock'))
    expect(await readdir(folder)).toEqual(['lockable'])
  })
})
