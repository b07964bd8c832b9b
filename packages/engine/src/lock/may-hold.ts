import type { FoundProcess } from '../host/broker/process-identity.ts'
import type { LockHolder } from './lock-holder.ts'

/** What can be seen of a lock's holder from here. */
export interface HolderSight {
  readonly host: string
  /** The PID namespace here. */
  readonly namespace: string | null
  /** The process that has the holder's pid here; undefined where none has. */
  readonly process: FoundProcess | undefined
}

/**
 * Whether a lock's holder may still run. Only what can be seen counts as gone: never the process of another host or PID namespace, and none that lives and
 * cannot be told from the holder.
 */
export function mayHold(holder: LockHolder, { host, namespace, process }: HolderSight): boolean {
  if (holder.host !== host) return true
  if (holder.namespace !== undefined && holder.namespace !== namespace) return true
  if (process === undefined) return false
  return holder.identity === null || process.identity === null || holder.identity === process.identity
}
