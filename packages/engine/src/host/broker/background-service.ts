import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { HookError } from '@meshroom/hooks-sdk'
import { oneAtATime } from './one-at-a-time.ts'
import { identifyProcess } from './process-identity.ts'
import type { Program } from './program.ts'
import { signalGroup } from './run-program.ts'
import {
  endOfLog,
  logFile,
  openLog,
  readNote,
  removeNote,
  type ServiceNote,
  type ServicePlace,
  writeNote,
} from './service-files.ts'

export interface WantedService {
  readonly program: Program
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>
  /** The part of it that the hook gave, which tells one service from another. */
  readonly given: Readonly<Record<string, string>>
  readonly ready?: Address
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface Address {
  readonly host: string
  readonly port: number
}

const POLL_MS = 30
/** A service that says nothing of when it is ready must at least outlive this. */
const SETTLE_MS = 150
const STOP_MS = 5_000
const LETTING_GO_MS = 5_000

/**
 * Starts a service that outlives this process, or finds it running as it is wanted; one that runs otherwise is ended first.
 *
 * @throws HookError `SERVICE_NOT_READY` with the end of its log, `RUN_FAILED`, `CANCELLED`
 */
export function startService(place: ServicePlace, wanted: WantedService): Promise<{ pid: number; started: boolean }> {
  return oneAtATime(`service ${place.folder} ${place.id}`, async () => {
    const digest = await digestOf(wanted)
    const patienceMs = (await readNote(place)) === undefined ? 0 : LETTING_GO_MS
    const running = await findRunning(place)
    if (running?.digest === digest) {
      await waitUntilReady(place, { ...wanted, ...running })
      return { pid: running.pid, started: false }
    }
    if (running !== undefined) await end(running)
    await refuseTakenPort(place, { ...wanted, patienceMs })
    return { pid: await launch(place, { wanted, digest }), started: true }
  })
}

/** Ends a service; nothing happens when it does not run. Its note stays: it tells the next start that the port may not be free yet. */
export function stopService(place: ServicePlace): Promise<void> {
  return oneAtATime(`service ${place.folder} ${place.id}`, async () => {
    const running = await findRunning(place)
    if (running !== undefined) await end(running)
  })
}

/** A pid may have been given to another process since: only the very process that was noted counts. */
async function findRunning(place: ServicePlace): Promise<ServiceNote | undefined> {
  const note = await readNote(place)
  if (note === undefined) return undefined
  return (await identifyProcess(note.pid)) === note.identity ? note : undefined
}

async function launch(
  place: ServicePlace,
  { wanted, digest }: { wanted: WantedService; digest: string },
): Promise<number> {
  refuseCancelled(place, wanted.signal)
  const pid = await spawnDetached(place, wanted)
  const identity = await identifyProcess(pid)
  try {
    if (identity === undefined) throw await notReady(place, 'ended at once')
    await writeNote(place, { pid, identity, digest })
    await waitUntilReady(place, { ...wanted, pid, identity })
    return pid
  } catch (error) {
    if (identity !== undefined) await end({ pid, identity })
    await removeNote(place)
    throw error
  }
}

async function spawnDetached(place: ServicePlace, { program, env }: WantedService): Promise<number> {
  const log = await openLog(place)
  try {
    const child = spawn(program.file, [...program.args], {
      cwd: place.root,
      env,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      windowsHide: true,
    })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', (error) =>
        reject(new HookError('RUN_FAILED', `"${program.file}" cannot be started: ${error.message}`)),
      )
    })
    child.unref()
    return child.pid ?? 0
  } finally {
    await log.close()
  }
}

interface Waiting {
  readonly pid: number
  readonly identity: string
  readonly ready?: Address
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

async function waitUntilReady(
  place: ServicePlace,
  { pid, identity, ready, timeoutMs, signal }: Waiting,
): Promise<void> {
  const start = performance.now()
  const limit = ready === undefined ? Math.min(SETTLE_MS, timeoutMs) : timeoutMs
  while (performance.now() - start < limit) {
    refuseCancelled(place, signal)
    if ((await identifyProcess(pid)) !== identity) throw await notReady(place, 'ended before it was ready')
    if (ready !== undefined && (await accepts(ready))) return
    await delay(POLL_MS)
  }
  if (ready !== undefined)
    throw await notReady(place, `cannot be reached at ${ready.host}:${ready.port} after ${limit / 1_000} s`)
}

/**
 * Otherwise whatever listens there already would pass for the service. Where it ran before it is given a moment: a process that has ended holds
 * its port until the last of its threads is gone, and of the processes that it handed it to.
 */
async function refuseTakenPort(
  place: ServicePlace,
  { ready, signal, patienceMs }: Pick<WantedService, 'ready' | 'signal'> & { readonly patienceMs: number },
): Promise<void> {
  const start = performance.now()
  while (ready !== undefined && (await accepts(ready))) {
    if (performance.now() - start >= patienceMs) throw portTaken(place, ready)
    refuseCancelled(place, signal)
    await delay(POLL_MS)
  }
}

/** A hook that nobody waits for any more leaves no service behind. */
function refuseCancelled({ id }: ServicePlace, signal: AbortSignal): void {
  if (signal.aborted) throw new HookError('CANCELLED', `waiting for the service ${id} was ended`)
}

function portTaken({ id }: ServicePlace, { host, port }: Address): HookError {
  const message = `the service ${id} cannot start: something listens at ${host}:${port} already`
  return new HookError('SERVICE_NOT_READY', message, { hint: 'choose another port, or end what listens there' })
}

/** Leaves as a polite client does: a reset would bring down a service that does not expect one. */
function accepts({ host, port }: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 }).resume()
    socket.once('connect', () => {
      socket.end().unref()
      resolve(true)
    })
    socket.once('timeout', () => socket.destroy())
    socket.once('error', () => socket.destroy())
    socket.once('close', () => resolve(false))
  })
}

async function end({ pid, identity }: Pick<ServiceNote, 'pid' | 'identity'>): Promise<void> {
  signalGroup(pid, 'SIGTERM')
  const start = performance.now()
  while ((await identifyProcess(pid)) === identity) {
    const waited = performance.now() - start
    if (waited > STOP_MS) signalGroup(pid, 'SIGKILL')
    if (waited > 2 * STOP_MS) throw new HookError('RUN_FAILED', `process ${pid} cannot be ended`)
    await delay(POLL_MS)
  }
}

/** Of everything that makes a running service the wanted one, the code of its program included. */
async function digestOf({ program, given }: WantedService): Promise<string> {
  const code = program.script === undefined ? '' : await readFile(program.script, 'utf8')
  const variables = Object.entries(given).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([program.file, program.args, variables, code]))
    .digest('hex')
}

async function notReady(place: ServicePlace, what: string): Promise<HookError> {
  const words = await endOfLog(place)
  const message = `the service ${place.id} ${what}${words === '' ? '' : `:\n${words}`}`
  return new HookError('SERVICE_NOT_READY', message, { hint: `see ${logFile(place).slice(place.root.length + 1)}` })
}
