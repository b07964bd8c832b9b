import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SecretsError } from '../secrets-error.ts'
import { errorCode, type FileSystem, orMissing } from './file-system.ts'
import { isAlive, pidNamespace, processStart } from './process-identity.ts'
import { writeNew } from './write-new.ts'

/** Who holds a lock, as its file says. */
export interface LockHolder {
  readonly pid: number
  readonly host: string
  /** Tells this process from a later one of the same number; null where the system does not say. */
  readonly start: string | null
  /** The PID namespace that its pid counts in; null where the system tells of none, absent from files of earlier versions. */
  readonly namespace?: string | null
  /** Milliseconds since 1970. */
  readonly at: number
  /** Names this one taking of the lock. */
  readonly token: string
  /** Names the copy of this module that took it: it alone knows whether it still holds it. */
  readonly taker: string
}

const TAKER = randomBytes(8).toString('hex')

/** Tokens of the locks held now. One of ours that is not among them could not be removed when it was released. */
const held = new Set<string>()

export interface LockOptions {
  readonly path: string
  readonly timeoutMs: number
}

/** Removes what writers that died left beside a lock; call it only while holding it. */
export async function sweepLocks(fs: FileSystem, path: string): Promise<void> {
  const names = (await orMissing(fs.list(dirname(path)))) ?? []
  for (const name of names.filter((each) => each.startsWith(`${basename(path)}.`))) {
    const left = join(dirname(path), name)
    const holder = await readHolder(fs, left)
    if (name.endsWith('.new') || (holder !== undefined && (await isStale(holder)))) await orMissing(fs.remove(left))
  }
}

/** A lock that is held. */
export interface HeldLock {
  /** @throws {SecretsError} `VAULT_LOCKED` when another took the lock over meanwhile */
  assertHeld(): Promise<void>
  /** Never fails: what was done under the lock is done, and a lock left behind is taken over by the next. */
  release(): Promise<void>
}

/**
 * A holder of another host or PID namespace, or one whose process cannot be told, counts as dead after this time: a write takes far less. So does one from
 * as far ahead: somebody can commit such a lock, to keep everybody from writing.
 */
const FOREIGN_STALE_MS = 10 * 60_000

/** A lock that names nobody counts as left behind after this time: the clocks of network disks differ. */
const UNREADABLE_STALE_MS = 5_000

/**
 * Takes an exclusive lock: a file that names its holder. A dead holder's is taken over, a live one's waited for.
 *
 * @throws {SecretsError} `VAULT_LOCKED` naming the holder, when the time is over
 */
export async function takeLock(fs: FileSystem, { path, timeoutMs }: LockOptions): Promise<HeldLock> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const token = await createLock(fs, path)
    if (token !== undefined) return heldLock(fs, path, token)
    const holder = await readHolder(fs, path)
    if (holder !== undefined && (await isStale(holder))) await breakLock(fs, { path, token: holder.token, timeoutMs })
    else if (holder === undefined && (await isLeftover(fs, path))) await breakUnreadable(fs, { path, timeoutMs })
    else if (Date.now() >= deadline) throw lockedBy(path, holder)
    else await sleep(5 + Math.random() * 20)
  }
}

function heldLock(fs: FileSystem, path: string, token: string): HeldLock {
  held.add(token)
  const isOurs = async () => (await readHolder(fs, path))?.token === token
  return {
    assertHeld: async () => {
      if (!(await isOurs())) throw lockedBy(path, await readHolder(fs, path))
    },
    release: async () => {
      if (await isOurs().catch(() => false)) await fs.remove(path).catch(() => {})
      held.delete(token)
    },
  }
}

/**
 * Breaks the lock of a dead holder. Only who holds the lock named after its token may remove it, so a slow second
 * process cannot remove the lock that a first one has taken since.
 */
async function breakLock(fs: FileSystem, stale: { path: string; token: string; timeoutMs: number }): Promise<void> {
  const right = await takeLock(fs, { path: `${stale.path}.${stale.token}`, timeoutMs: stale.timeoutMs })
  try {
    if ((await readHolder(fs, stale.path))?.token === stale.token) await orMissing(fs.remove(stale.path))
  } finally {
    await right.release()
  }
}

/** Breaks a lock that names nobody, as a power cut leaves one whose content did not reach the disk. */
async function breakUnreadable(fs: FileSystem, { path, timeoutMs }: LockOptions): Promise<void> {
  const right = await takeLock(fs, { path: `${path}.unreadable`, timeoutMs })
  try {
    const isStill = (await readHolder(fs, path)) === undefined && (await isLeftover(fs, path))
    if (isStill) await orMissing(fs.remove(path))
  } finally {
    await right.release()
  }
}

/** A lock appears with its content: one that is there and says nothing is no writer's. */
async function isLeftover(fs: FileSystem, path: string): Promise<boolean> {
  const modifiedAt = await orMissing(fs.modifiedAt(path))
  return modifiedAt !== undefined && Date.now() - modifiedAt > UNREADABLE_STALE_MS
}

/** A lock that is there. */
export interface FoundLock {
  /** Undefined: it cannot be read. */
  readonly holder: LockHolder | undefined
  /** The next writer takes it over. */
  readonly isStale: boolean
}

/** The lock that is there, without taking it. */
export async function findLock(fs: FileSystem, path: string): Promise<FoundLock | undefined> {
  if ((await orMissing(fs.modifiedAt(path))) === undefined) return undefined
  const holder = await readHolder(fs, path)
  return { holder, isStale: holder === undefined ? await isLeftover(fs, path) : await isStale(holder) }
}

/**
 * The token, or undefined when another holds it. The file appears with its content, by a hard link; a draft that is
 * gone was swept away by the holder.
 */
async function createLock(fs: FileSystem, path: string): Promise<string | undefined> {
  const token = randomBytes(8).toString('hex')
  const draft = `${path}.${token}.new`
  try {
    await writeHolder(fs, draft, token)
    return (await linkDraft(fs, draft, path)) ? token : undefined
  } finally {
    await orMissing(fs.remove(draft)).catch(() => {})
  }
}

async function linkDraft(fs: FileSystem, draft: string, path: string): Promise<boolean> {
  try {
    await fs.link(draft, path)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOENT') return false
    throw error
  }
}

async function writeHolder(fs: FileSystem, path: string, token: string): Promise<void> {
  const holder: LockHolder = {
    pid: process.pid,
    host: hostname(),
    start: await processStart(process.pid),
    namespace: await pidNamespace(),
    at: Date.now(),
    token,
    taker: TAKER,
  }
  await writeNew(await fs.create(path, 0o644), new TextEncoder().encode(`${JSON.stringify(holder)}\n`))
}

async function readHolder(fs: FileSystem, path: string): Promise<LockHolder | undefined> {
  const bytes = await orMissing(fs.read(path))
  if (bytes === undefined) return undefined
  try {
    const holder: LockHolder = JSON.parse(new TextDecoder().decode(bytes))
    // The token becomes part of a path.
    return typeof holder?.pid === 'number' && typeof holder.at === 'number' && /^\w*$/.test(holder.token ?? '')
      ? holder
      : undefined
  } catch {
    return undefined
  }
}

async function isStale(holder: LockHolder): Promise<boolean> {
  if (holder.taker === TAKER) return !held.has(holder.token)
  const isForeign = await isElsewhere(holder)
  if (!isForeign && !isAlive(holder.pid)) return true
  const start = isForeign ? null : await processStart(holder.pid)
  if (start !== null && holder.start !== null) return start !== holder.start
  return Math.abs(Date.now() - holder.at) > FOREIGN_STALE_MS
}

/** On another host, or in another container that may bear the name of this one: its pid says nothing here. */
async function isElsewhere({ host, namespace }: LockHolder): Promise<boolean> {
  return host !== hostname() || (namespace !== undefined && namespace !== (await pidNamespace()))
}

function lockedBy(path: string, holder: LockHolder | undefined): SecretsError {
  const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`
  return new SecretsError('VAULT_LOCKED', `${who} is writing the vault`, {
    hint: `try again; if that process is stuck, end it, or remove ${path}`,
    file: path,
    ...(holder !== undefined && { data: { pid: holder.pid, host: holder.host } }),
  })
}
