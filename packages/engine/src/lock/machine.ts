import { hostname } from 'node:os'
import { findProcess, identifyProcess, pidNamespace } from '../host/broker/process-identity.ts'
import type { LockHolder } from './lock-holder.ts'
import { mayHold } from './may-hold.ts'

/** Where processes run: what a lock has to know of them. A port, so that a crash can be simulated. */
export interface Machine {
  /** This process. */
  self(): Promise<Pick<LockHolder, 'pid' | 'host' | 'identity' | 'namespace'>>
  /** Whether the process that took a lock may still run. One of another host or PID namespace is never known to be gone. */
  mayLive(holder: LockHolder): Promise<boolean>
  wait(ms: number): Promise<void>
  /** Milliseconds since 1970. */
  now(): number
}

/** The machine that this process runs on. */
export const thisMachine: Machine = {
  self: async () => ({
    pid: process.pid,
    host: hostname(),
    identity: (await identifyProcess(process.pid)) ?? null,
    namespace: await pidNamespace(),
  }),
  mayLive: async (holder) => {
    const [namespace, found] = await Promise.all([pidNamespace(), findProcess(holder.pid)])
    return mayHold(holder, { host: hostname(), namespace, process: found })
  },
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  now: () => Date.now(),
}
