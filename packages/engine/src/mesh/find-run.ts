import type { LockHolder } from '../lock/lock-holder.ts'
import type { Mesh } from './mesh.ts'

/** An `up` or a `down` of this environment that is in progress in another process. */
export type RunInProgress = Pick<LockHolder, 'command' | 'pid' | 'host' | 'since'>

/** Whether another process sets this mesh up or tears it down right now: what it has begun is not cut off then. */
export async function findRun({
  lock,
  environment,
}: Pick<Mesh, 'lock' | 'environment'>): Promise<RunInProgress | undefined> {
  const holder = await lock.holder()
  const runs = [sayRun('up', environment), sayRun('down', environment)]
  if (holder === undefined || !runs.includes(holder.command)) return undefined
  const { command, pid, host, since } = holder
  return { command, pid, host, since }
}

/** What holds the lock of a project while a run goes on, as its holder is named: `up --environment staging`. */
export function sayRun(action: 'up' | 'down', environment: string): string {
  return environment === 'default' ? action : `${action} --environment ${environment}`
}

/** For people: `in progress (process 4711 on soc-1, since 2026-01-01T00:00:00.000Z)`. */
export function sayInProgress({ pid, host, since }: RunInProgress): string {
  return `in progress (process ${pid} on ${host}, since ${since})`
}
