import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/**
 * What tells a process from a later one with the same pid: its start, as the system tells it, with the boot it belongs to.
 *
 * @returns undefined when there is no such process, or only its remains, or the system does not tell
 */
export async function identifyProcess(pid: number): Promise<string | undefined> {
  if (!isAlive(pid)) return undefined
  return process.platform === 'linux' ? identifyOnLinux(pid) : identifyByPs(pid)
}

/** Whether there is a process with this pid, whoever's it is. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** `/proc/<pid>/stat`: after the name, which may hold anything and ends with the last parenthesis, fields 3 (state) and 22 (start). */
async function identifyOnLinux(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
    return `${boot.trim()} ${fields[19]}`
  } catch {
    return undefined
  }
}

async function identifyByPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await execute('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      env: { ...process.env, LC_ALL: 'C' },
    })
    const [state = '', ...start] = stdout.trim().split(/\s+/)
    return state === '' || state.startsWith('Z') ? undefined : start.join(' ')
  } catch {
    return undefined
  }
}
