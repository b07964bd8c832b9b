import { execFile } from 'node:child_process'
import { basename, dirname } from 'node:path'

/** What version control knows of a file. A port. */
export interface FileHistory {
  /** Object ids of the file in all commits up to the present one; undefined where there is no version control. */
  versions(file: string): Promise<ReadonlySet<string> | undefined>
}

const TIMEOUT_MS = 10_000

/** Git's, through the git on the PATH. */
export function gitHistory(env: Readonly<Record<string, string | undefined>>): FileHistory {
  return { versions: (file) => gitVersions(file, env) }
}

/** Merges too (`-m`), and both sides of each (`--full-history`). */
const LOG = ['log', '--format=', '--raw', '--no-abbrev', '--no-renames', '--full-history', '-m', 'HEAD', '--']

function gitVersions(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Set<string> | undefined> {
  const options = { cwd: dirname(file), env: { ...env, LC_ALL: 'C' }, timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 }
  return new Promise((resolve) => {
    execFile('git', [...LOG, basename(file)], options, (error, stdout) =>
      resolve(error === null ? objectIds(stdout) : undefined),
    )
  })
}

/** Lines are `:<mode> <mode> <id before> <id after> <status>\t<path>`. */
function objectIds(log: string): Set<string> {
  const lines = log.split('\n').filter((line) => line.startsWith(':'))
  return new Set(lines.flatMap((line) => line.split(' ').slice(2, 4)))
}
