import { readFile, readlink } from 'node:fs/promises'
import { errorCode } from './file-system.ts'

/** Whether a process of this number runs on this machine. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

/** When the process started, in the system's own terms, which tells it from a later one of the same number; null where not known. */
export async function processStart(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return null
  try {
    if ((await readlink('/proc/self')) !== String(process.pid)) return null
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    return `${boot.trim()}:${startTicks(stat)}`
  } catch {
    return null
  }
}

/** Names the PID namespace of this process: elsewhere, as in another container, the same pid is another process. Null where the system tells of none. */
export function pidNamespace(): Promise<string | null> {
  return readlink('/proc/self/ns/pid').catch(() => null)
}

/** Field 22 of `stat`; the second is the program's name, in parentheses, which may hold anything. */
function startTicks(stat: string): string {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}
