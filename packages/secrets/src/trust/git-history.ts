import { basename, dirname } from 'node:path'
import type { Environment } from '../environment.ts'
import { gitOrigins } from './git-origins.ts'
import { GitCutOffError, runGit } from './run-git.ts'

/** What version control knows of a file. A port. */
export interface FileHistory {
  /** Object ids of the file in all commits up to this one, or the present one; undefined where there is no version control. */
  versions(file: string, commit?: string): Promise<ReadonlySet<string> | undefined>
  /** Every version of the file in those commits, from both ends; absent: it cannot say. */
  contents?(file: string): AsyncIterable<Uint8Array>
  /** What every clone of the repository has in common, and no other repository has; empty or absent where that is not known. */
  origins?(file: string): Promise<readonly string[]>
}

/** Git's, through the git on the PATH. */
export function gitHistory(env: Environment): FileHistory {
  return {
    versions: (file, commit) => gitVersions(file, env, commit).catch(unknown),
    contents: (file) => gitContents(file, env),
    origins: async (file) => (await gitOrigins(file, env).catch(unknown)) ?? [],
  }
}

async function* gitContents(file: string, env: Environment): AsyncIterable<Uint8Array> {
  const ids = [...((await gitVersions(file, env)) ?? [])].filter((id) => !/^0+$/.test(id))
  for (const id of fromBothEnds(ids)) {
    const content = await runGit(['cat-file', 'blob', id], dirname(file), env).catch(noVault)
    if (content !== undefined) yield content
  }
}

/** What is larger than any vault is none, and keeps nobody from looking at the others. */
function noVault(error: unknown): undefined {
  if (!(error instanceof GitCutOffError) || !error.isTooLarge) throw error
}

/** Newest, oldest, next newest, …: whoever puts many versions on top, or below by false dates, does not hide those at the other end for long. */
function fromBothEnds(ids: readonly string[]): string[] {
  const half = Math.ceil(ids.length / 2)
  const [newest, oldest] = [ids.slice(0, half), ids.slice(half).reverse()]
  return newest.flatMap((id, index) => [id, ...oldest.slice(index, index + 1)])
}

/** Merges too (`-m`), and both sides of each (`--full-history`). */
const LOG = ['log', '--format=', '--raw', '--no-abbrev', '--no-renames', '--full-history', '-m']

async function gitVersions(file: string, env: Environment, commit = 'HEAD'): Promise<Set<string> | undefined> {
  const log = await runGit([...LOG, commit, '--', basename(file)], dirname(file), env)
  return log && objectIds(log.toString('latin1'))
}

function unknown(error: unknown): undefined {
  if (!(error instanceof GitCutOffError)) throw error
}

/** Lines are `:<mode> <mode> <id before> <id after> <status>\t<path>`. */
function objectIds(log: string): Set<string> {
  const lines = log.split('\n').filter((line) => line.startsWith(':'))
  return new Set(lines.flatMap((line) => line.split(' ').slice(2, 4)))
}
