import { execFile } from 'node:child_process'
import { readFile, readlink } from 'node:fs/promises'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** A process that there is. */
export interface FoundProcess {
  /** What tells it from a later one with the same pid: its start, with the boot it belongs to. Null where the system does not tell it. */
  readonly identity: string | null
}

/**
 * Looks which process has a pid.
 *
 * @returns undefined when there is none, or only its remains
 */
export async function findProcess(pid: number): Promise<FoundProcess | undefined> {
  if (!isAlive(pid)) return undefined
  const told = await (process.platform === 'linux' ? readProc(pid) : askPs(pid)).catch(() => undefined)
  if (told === undefined) return isAlive(pid) ? { identity: null } : undefined
  return /^[ZX]/.test(told.state) ? undefined : { identity: told.start }
}

/** What tells a process from a later one with the same pid; undefined when there is no such process, or the system does not tell. */
export async function identifyProcess(pid: number): Promise<string | undefined> {
  return (await findProcess(pid))?.identity ?? undefined
}

/** Names the PID namespace of this process: elsewhere, as in another container, the same pid is another process. Null where the system tells of none. */
export function pidNamespace(): Promise<string | null> {
  return readlink('/proc/self/ns/pid').catch(() => null)
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

interface ToldProcess {
  readonly state: string
  readonly start: string
}

/** `/proc/<pid>/stat`: after the name, which may hold anything and ends with the last parenthesis, fields 3 (state) and 22 (start). */
async function readProc(pid: number): Promise<ToldProcess> {
  if ((await readlink('/proc/self')) !== String(process.pid)) throw new Error('/proc is of another PID namespace')
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  return { state: fields[0] ?? '', start: `${boot.trim()} ${fields[19]}` }
}

async function askPs(pid: number): Promise<ToldProcess> {
  const { stdout } = await execute('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
    env: { ...process.env, LC_ALL: 'C' },
  })
  const [state = '', ...start] = stdout.trim().split(/\s+/)
  if (start.length === 0) throw new Error(`ps tells nothing of process ${pid}`)
  return { state, start: start.join(' ') }
}
