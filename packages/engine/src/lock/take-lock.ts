import { basename, dirname, join } from 'node:path'
import { MeshroomError } from '@meshroom/model'
import { type Disk, errorCode } from '../state/disk.ts'
import { writeNew } from '../state/replace-file.ts'
import { type LockHolder, parseHolder, sayHolder } from './lock-holder.ts'
import type { Machine } from './machine.ts'

export interface TakeLockOptions {
  readonly disk: Disk
  readonly machine: Machine
  /** Absolute. */
  readonly path: string
  readonly command: string
  /** How long a live holder is waited for. */
  readonly timeoutMs: number
  /** Told once, of the first live holder that is waited for. */
  onWait?(holder: LockHolder): void
  /** Told of each dead holder whose lock is taken over. */
  onTakeOver?(holder: LockHolder): void
}

/** A lock that is held. */
export interface HeldLock {
  /** Whether a process has died while it held the lock, or took it: what it was doing may lie about. */
  readonly followsDeath: boolean
  /** Never fails: a lock that is left behind is taken over by the next. */
  release(): Promise<void>
}

const longestPauseMs = 200

/** Tokens of locks that this process could not remove: it lives, and yet nobody holds them. */
const leftBehind = new Set<string>()

/**
 * Takes a lock: a file of its own that names its holder and appears with its content. A dead holder's is taken over, a live one's waited for.
 *
 * @throws MeshroomError `RUN_LOCKED` with the holder in `data` once the time is over; `LOCK_NOT_WRITTEN`
 */
export async function takeLock(options: TakeLockOptions): Promise<HeldLock> {
  const { disk, machine, path, timeoutMs, onWait, onTakeOver } = options
  const deadline = machine.now() + timeoutMs
  let told = false
  let broken = false
  for (let turn = 0; ; turn++) {
    const token = await claim(options)
    if (token !== undefined) return holding(options, { token, broken })
    const text = await disk.read(path)
    const holder = parseHolder(text)
    if (text === undefined) continue
    if (holder === undefined || leftBehind.has(holder.token) || !(await machine.mayLive(holder))) {
      const isBroken = await breakLock(options, { text, token: holder?.token ?? 'unnamed' })
      if (isBroken && holder !== undefined && !leftBehind.has(holder.token)) onTakeOver?.(holder)
      broken ||= isBroken
      continue
    }
    if (machine.now() >= deadline) throw lockedBy(path, holder)
    if (!told) onWait?.(holder)
    told = true
    await machine.wait(Math.min(longestPauseMs, 5 * 2 ** Math.min(turn, 6)) * (0.5 + Math.random() / 2))
  }
}

/** The token, or undefined while another holds it. A hard link makes the whole file appear at once, for one only. */
async function claim({ disk, machine, path, command }: TakeLockOptions): Promise<string | undefined> {
  const token = Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString('hex')
  const draft = `${path}.${token}.new`
  const since = new Date(machine.now()).toISOString()
  const holder: LockHolder = { ...(await machine.self()), since, command, token }
  try {
    await disk.makeFolder(dirname(path))
    await writeNew(disk, draft, `${JSON.stringify(holder)}\n`)
    await disk.link(draft, path)
    return token
  } catch (error) {
    // A draft that is gone was swept away by the holder.
    if (errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOENT') return undefined
    throw notWritten(path, error)
  } finally {
    await disk.remove(draft).catch(() => undefined)
  }
}

/**
 * Removes a dead holder's lock. Only who holds the lock that is named after its token may, so that a slow process cannot remove the one
 * that a quicker one has taken since.
 */
async function breakLock(options: TakeLockOptions, dead: { text: string; token: string }): Promise<boolean> {
  const { disk, path } = options
  const { onWait: _, onTakeOver: __, ...rest } = options
  const right = await takeLock({ ...rest, path: `${path}.${dead.token}.break` })
  try {
    if ((await disk.read(path)) !== dead.text) return false
    await disk.remove(path)
    return true
  } finally {
    await right.release()
  }
}

async function holding(
  options: TakeLockOptions,
  { token, broken }: { readonly token: string; readonly broken: boolean },
): Promise<HeldLock> {
  const swept = await sweep(options, token).catch(() => 0)
  return { followsDeath: broken || swept > 0, release: () => release(options.disk, options.path, token) }
}

/**
 * Removes what processes that died left beside the lock, and our own draft where that could not be removed before.
 *
 * @returns how much was left by others
 */
async function sweep({ disk, machine, path }: TakeLockOptions, token: string): Promise<number> {
  const names = await disk.list(dirname(path))
  let swept = 0
  for (const name of names.filter((each) => each.startsWith(`${basename(path)}.`))) {
    const left = join(dirname(path), name)
    const holder = parseHolder(await disk.read(left))
    const isOurs = holder?.token === token
    if (!isOurs && holder !== undefined && (await machine.mayLive(holder))) continue
    await disk.remove(left)
    if (!isOurs) swept++
  }
  return swept
}

async function release(disk: Disk, path: string, token: string): Promise<void> {
  try {
    if (parseHolder(await disk.read(path))?.token === token) await disk.remove(path)
  } catch {
    leftBehind.add(token)
  }
}

function lockedBy(path: string, holder: LockHolder): MeshroomError {
  const { pid, host, since, command } = holder
  return new MeshroomError('RUN_LOCKED', `another run holds the lock: ${sayHolder(holder)}`, {
    hint: `wait until it has ended (up and down take --lock-timeout SECONDS); it may be asking something on its terminal. If ${host}, or the container that it ran in, is gone for good, remove ${path}`,
    data: { pid, host, since, command },
  })
}

function notWritten(path: string, cause: unknown): MeshroomError {
  const code = errorCode(cause)
  return new MeshroomError('LOCK_NOT_WRITTEN', `the lock ${path} cannot be written${code ? ` (${code})` : ''}`, {
    hint: 'make room or mend the permissions; nothing was done',
    cause,
  })
}
