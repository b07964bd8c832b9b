import { basename, dirname } from 'node:path'
import type { Environment } from '../environment.ts'
import { gitOrigins } from './git-origins.ts'
import { runGit } from './run-git.ts'

/** What version control knows of a file. A port. */
export interface FileHistory {
  /** Object ids of the file in all commits up to this one, or the present one; undefined where there is no version control. */
  versions(file: string, commit?: string): Promise<ReadonlySet<string> | undefined>
  /** Versions of the file in those commits, newest first, and of very many some; absent: it cannot say. */
  contents?(file: string): AsyncIterable<Uint8Array>
  /** What every clone of the repository has in common, and no other repository has; empty or absent where that is not known. */
  origins?(file: string): Promise<readonly string[]>
}

/** Git's, through the git on the PATH. */
export function gitHistory(env: Environment): FileHistory {
  return {
    versions: (file, commit) => gitVersions(file, env, commit),
    contents: (file) => gitContents(file, env),
    origins: (file) => gitOrigins(file, env),
  }
}

/** So many versions are looked at from the newest on, and as many of those before. */
const MAX_CONTENTS = 64

async function* gitContents(file: string, env: Environment): AsyncIterable<Uint8Array> {
  const ids = [...((await gitVersions(file, env)) ?? [])].filter((id) => !/^0+$/.test(id))
  for (const id of sample(ids)) {
    const content = await runGit(['cat-file', 'blob', id], dirname(file), env)
    if (content !== undefined) yield content
  }
}

/** Whoever puts many versions on top hides none of those before. */
function sample(ids: readonly string[]): string[] {
  const [newest, older] = [ids.slice(0, MAX_CONTENTS), ids.slice(MAX_CONTENTS)]
  const step = Math.max(1, Math.ceil(older.length / MAX_CONTENTS))
  return [...newest, ...older.filter((_id, index) => index % step === 0)]
}

/** Merges too (`-m`), and both sides of each (`--full-history`). */
const LOG = ['log', '--format=', '--raw', '--no-abbrev', '--no-renames', '--full-history', '-m']

async function gitVersions(file: string, env: Environment, commit = 'HEAD'): Promise<Set<string> | undefined> {
  const log = await runGit([...LOG, commit, '--', basename(file)], dirname(file), env)
  return log && objectIds(log.toString('latin1'))
}

/** Lines are `:<mode> <mode> <id before> <id after> <status>\t<path>`. */
function objectIds(log: string): Set<string> {
  const lines = log.split('\n').filter((line) => line.startsWith(':'))
  return new Set(lines.flatMap((line) => line.split(' ').slice(2, 4)))
}
