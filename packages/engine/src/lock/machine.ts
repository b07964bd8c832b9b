import { hostname } from 'node:os'
import { identifyProcess, isAlive } from '../host/broker/process-identity.ts'
import type { LockHolder } from './lock-holder.ts'

/** Where processes run: what a lock has to know of them. A port, so that a crash can be simulated. */
export interface Machine {
  /** This process. */
  self(): Promise<Pick<LockHolder, 'pid' | 'host' | 'identity'>>
  /** Whether the process that took a lock may still run. One of another host is never known to be gone. */
  mayLive(holder: LockHolder): Promise<boolean>
  wait(ms: number): Promise<void>
  /** Milliseconds since 1970. */
  now(): number
}

/** The machine that this process runs on. */
export const thisMachine: Machine = {
  self: async () => ({ pid: process.pid, host: hostname(), identity: (await identifyProcess(process.pid)) ?? null }),
  mayLive: async ({ pid, host, identity }) => {
    if (host !== hostname()) return true
    if (!isAlive(pid)) return false
    const found = await identifyProcess(pid)
    return identity === null ? true : found === identity
  },
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  now: () => Date.now(),
}
