import { join } from 'node:path'
import type { EngineEvent } from '../events.ts'
import type { Disk } from '../state/disk.ts'
import { nodeDisk } from '../state/node-disk.ts'
import { type LockHolder, parseHolder, sayHolder } from './lock-holder.ts'
import { type Machine, thisMachine } from './machine.ts'
import { sweepProject } from './sweep-project.ts'
import { takeLock } from './take-lock.ts'

/** One run at a time edits what is recorded of a project. */
export interface ProjectLock {
  /** Whether it is held through this object. */
  readonly isHeld: boolean
  /** The process that holds it, other than through this object; undefined where none does that may still live. Takes and writes nothing. */
  holder(): Promise<LockHolder | undefined>
  /**
   * Runs a task while holding the lock; within it the lock can be held again.
   *
   * @throws MeshroomError `RUN_LOCKED` naming the holder, once the time is over; and what the task throws
   */
  hold<T>(command: string, task: () => Promise<T>, options?: { readonly timeoutMs?: number }): Promise<T>
}

export interface ProjectLockOptions {
  /** The project's folder. */
  readonly root: string
  /** Told when it is waited for, or taken over. */
  emit(event: EngineEvent): void
  readonly disk?: Disk
  readonly machine?: Machine
}

/** How long an edit that takes no time itself waits for another. */
export const editTimeoutMs = 10_000

/** Where the lock of a project lies, relative to it. */
export const lockFile = '.meshroom/lock/project.json'

/**
 * The lock of a project: `.meshroom/lock/project.json`, which names its holder.
 *
 * @example
 * const lock = projectLock({ root, emit })
 * await lock.hold('up', async () => runPlan(mesh, await planUp(mesh)), { timeoutMs: 30_000 })
 */
export function projectLock({ root, emit, disk = nodeDisk, machine = thisMachine }: ProjectLockOptions): ProjectLock {
  let depth = 0
  const take = (command: string, timeoutMs: number) =>
    takeLock({
      disk,
      machine,
      path: join(root, lockFile),
      command,
      timeoutMs,
      onWait: (holder) => emit(warning('LOCK_WAITING', `waiting for ${sayHolder(holder)}`)),
      onTakeOver: (holder) => emit(warning('LOCK_TAKEN_OVER', `${sayHolder(holder)} is gone; its lock was taken over`)),
    })
  return {
    get isHeld() {
      return depth > 0
    },
    async holder() {
      if (depth > 0) return undefined
      const found = parseHolder(await disk.read(join(root, lockFile)).catch(() => undefined))
      return found !== undefined && (await machine.mayLive(found)) ? found : undefined
    },
    async hold(command, task, { timeoutMs = 0 } = {}) {
      const held = depth === 0 ? await take(command, timeoutMs) : undefined
      depth++
      try {
        if (held?.followsDeath) await sweepProject(root)
        return await task()
      } finally {
        depth--
        await held?.release()
      }
    },
  }
}

function warning(code: string, message: string): EngineEvent {
  return { type: 'warning', code, message }
}
