import { basename, dirname } from 'node:path'
import type { Environment } from '../environment.ts'
import { runGit } from './run-git.ts'

/** More than any repository has: unrelated histories that were merged bring theirs along. */
const MAX_ROOTS = 16

/**
 * What all clones of a repository have in common, wherever they lie: a first commit, and the path of the file below the top. Empty where there
 * is no git, or no commit yet.
 */
export async function gitOrigins(file: string, env: Environment): Promise<string[]> {
  const ask = async (...args: string[]) => (await runGit(args, dirname(file), env))?.toString('utf8')
  const roots = await ask('rev-list', '--max-parents=0', 'HEAD')
  const prefix = roots && (await ask('rev-parse', '--show-prefix'))
  if (!roots || prefix === undefined) return []
  const path = `${prefix.replace(/\n$/, '')}${basename(file)}`
  return roots
    .trim()
    .split('\n')
    .slice(-MAX_ROOTS)
    .map((root) => `${root} ${path}`)
}
