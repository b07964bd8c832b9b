import type { Machine } from '../../src/lock/machine.ts'
import type { MemoryDisk } from '../memory-disk.ts'

/** A machine where each crash of the disk ends a process, and another one comes after it. */
export function mortalMachine(disk: MemoryDisk): Machine {
  return {
    self: async () => ({ pid: disk.epoch + 1, host: 'here', identity: 'x' }),
    mayLive: async ({ pid }) => pid === disk.epoch + 1,
    wait: async () => {},
    now: () => 0,
  }
}
