/** Who holds the lock of a project, as its file says. */
export interface LockHolder {
  readonly pid: number
  readonly host: string
  /** ISO 8601. */
  readonly since: string
  /** What it is held for, such as `up`. */
  readonly command: string
  /** Tells the process from a later one of the same number; null where the system does not say. */
  readonly identity: string | null
  /** The PID namespace that its pid counts in; null where the system tells of none, absent from files of earlier versions. */
  readonly namespace?: string | null
  /** Names this one taking. */
  readonly token: string
}

/** Reads a lock file's text; undefined for one that names nobody, as a crash of the machine may leave it. */
export function parseHolder(text: string | undefined): LockHolder | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return isHolder(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isHolder(value: unknown): value is LockHolder {
  if (typeof value !== 'object' || value === null) return false
  const { pid, host, since, command, identity, namespace, token } = value as Readonly<Record<string, unknown>>
  const texts = [host, since, command, token].every((text) => typeof text === 'string')
  const told = [identity, namespace ?? null].every((value) => value === null || typeof value === 'string')
  return texts && told && Number.isSafeInteger(pid)
}

/** For people: `meshroom up, process 4711 on soc-1, since 2026-01-01T00:00:00.000Z`. */
export function sayHolder({ command, pid, host, since }: LockHolder): string {
  return `meshroom ${command}, process ${pid} on ${host}, since ${since}`
}
