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
  const where = environment === 'default' ? '' : ` --environment ${environment}`
  if (holder === undefined || ![`up${where}`, `down${where}`].includes(holder.command)) return undefined
  const { command, pid, host, since } = holder
  return { command, pid, host, since }
}

/** For people: `in progress (process 4711 on soc-1, since 2026-01-01T00:00:00.000Z)`. */
export function sayInProgress({ pid, host, since }: RunInProgress): string {
  return `in progress (process ${pid} on ${host}, since ${since})`
}
