import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { MemoryDisk } from '../../test/memory-disk.ts'
import type { EngineEvent } from '../events.ts'
import { identifyProcess, pidNamespace } from '../host/broker/process-identity.ts'
import type { LockHolder } from './lock-holder.ts'
import { thisMachine } from './machine.ts'
import { lockFile, projectLock } from './project-lock.ts'

async function project() {
  const root = await mkdtemp(join(tmpdir(), 'meshroom-lock-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const events: EngineEvent[] = []
  const lock = () => projectLock({ root, emit: (event) => events.push(event) })
  return { root, events, lock, path: join(root, lockFile) }
}

/** A lock that a process has left, or still holds. */
async function leave(path: string, holder: Partial<LockHolder>): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true })
  const identity = (await identifyProcess(process.pid)) ?? null
  const whole = { pid: process.pid, host: hostname(), since: '2026-01-01T00:00:00.000Z', command: 'up', identity }
  await writeFile(path, JSON.stringify({ ...whole, token: 'left', ...holder }))
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'exit')
  return child.pid ?? 0
}

const nothing = async () => {}

test('its file names the holder, and nothing is left of it after', async () => {
  const { lock, path } = await project()
  await lock().hold('up', async () => {
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
      pid: process.pid,
      host: hostname(),
      command: 'up',
      namespace: await pidNamespace(),
      since: expect.stringMatching(/^\d{4}-.*Z$/),
    })
    expect(await readdir(join(path, '..'))).toEqual(['project.json'])
  })
  expect(await readdir(join(path, '..'))).toEqual([])
})

test('a live holder is named when the time is over', async () => {
  const { lock, path, events } = await project()
  await leave(path, { command: 'down' })
  await expect(lock().hold('up', nothing)).rejects.toMatchObject({
    code: 'RUN_LOCKED',
    message: expect.stringContaining(`meshroom down, process ${process.pid} on ${hostname()}, since 2026`),
    data: { pid: process.pid, host: hostname(), command: 'down' },
  })
  expect(events).toEqual([])
})

test('a live holder is waited for, which is said once', async () => {
  const { lock, events } = await project()
  const order: string[] = []
  let second: Promise<void> = Promise.resolve()
  await lock().hold('down', async () => {
    second = lock().hold('up', async () => void order.push('second'), { timeoutMs: 60_000 })
    while (events.length === 0) await new Promise(setImmediate)
    order.push('first')
  })
  await second
  expect(order).toEqual(['first', 'second'])
  expect(events.map((event) => 'code' in event && event.code)).toEqual(['LOCK_WAITING'])
})

test.each([
  ['whose process is gone', async () => ({ pid: await deadPid() })],
  ['whose pid belongs to another process now', async () => ({ identity: 'another boot 1' })],
])('the lock of a holder %s is taken over, and that is said', async (_, holder) => {
  const { lock, path, events } = await project()
  await leave(path, await holder())
  await lock().hold('up', nothing)
  expect(events).toEqual([expect.objectContaining({ code: 'LOCK_TAKEN_OVER' })])
  expect(await readdir(join(path, '..'))).toEqual([])
})

test.each([
  ['on another host', { host: 'elsewhere' }],
  ['in another container with the name of this host', { namespace: 'pid:[1]' }],
])('the holder %s is never taken for gone', async (_, where) => {
  const { lock, path } = await project()
  const pid = await deadPid()
  await leave(path, { ...where, pid })
  await expect(lock().hold('up', nothing)).rejects.toMatchObject({ code: 'RUN_LOCKED', data: { pid } })
})

test('a lock that names nobody is taken over, and what dead processes left beside it is swept', async () => {
  const { lock, path } = await project()
  await leave(path, {})
  await writeFile(path, '')
  await leave(`${path}.dead.new`, { pid: await deadPid() })
  await lock().hold('up', nothing)
  expect(await readdir(join(path, '..'))).toEqual([])
})

const draft = 'instances/edr/a/.config.yaml.9e107d9d-372b-4b68-8a7b-1c2d3e4f5a6b.tmp'
const product = 'products/.soar.9e107d9d-372b-4b68-8a7b-1c2d3e4f5a6b.tmp/definition.yaml'

test.each([
  ['a process that died with the lock', true],
  ['nobody that died', false],
])('drafts that %s may have left: swept is %o', async (_, swept) => {
  const { root, lock, path } = await project()
  for (const file of [draft, product, 'instances/edr/a/.mine.tmp']) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), 'half')
  }
  if (swept) await leave(path, { pid: await deadPid() })
  await lock().hold('up', nothing)
  const left = (await readdir(root, { recursive: true })).filter((name) => name.includes('.tmp'))
  expect(left.sort()).toEqual(
    swept ? ['instances/edr/a/.mine.tmp'] : [draft, 'instances/edr/a/.mine.tmp', dirname(product), product].sort(),
  )
})

test('many at once over a lock that is left: one at a time', async () => {
  const { lock, path } = await project()
  await leave(path, { pid: await deadPid() })
  let [inside, most, done] = [0, 0, 0]
  const work = async () => {
    most = Math.max(most, ++inside)
    await new Promise(setImmediate)
    inside--
    done++
  }
  await Promise.all(Array.from({ length: 12 }, () => lock().hold('up', work, { timeoutMs: 60_000 })))
  expect({ most, done }).toEqual({ most: 1, done: 12 })
})

test('within it the same lock can be held again', async () => {
  const { lock } = await project()
  const one = lock()
  expect(await one.hold('up', () => one.hold('unplug', async () => one.isHeld))).toBe(true)
  expect(one.isHeld).toBe(false)
})

test.each(['ENOSPC', 'EACCES'])('a disk that says %s: nothing is done, and it says what to do', async (code) => {
  const disk = new MemoryDisk()
  disk.fate = () => ({ code })
  const lock = projectLock({ root: '/p', emit: () => {}, disk: disk.open(), machine: thisMachine })
  let done = false
  const held = lock.hold('up', async () => {
    done = true
  })
  await expect(held).rejects.toMatchObject({ code: 'LOCK_NOT_WRITTEN', message: expect.stringContaining(code) })
  expect(done).toBe(false)
})

test('one that could not be removed is not held against the process that left it', async () => {
  const disk = new MemoryDisk()
  const lock = () => projectLock({ root: '/p', emit: () => {}, disk: disk.open(), machine: thisMachine })
  disk.fate = ({ call, path }) => (call === 'remove' && path.endsWith('project.json') ? { code: 'EACCES' } : 'made')
  await lock().hold('up', nothing)
  disk.fate = () => 'made'
  await expect(lock().hold('down', async () => 'held')).resolves.toBe('held')
})
