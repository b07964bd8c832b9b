import { runGit } from '../host/broker/run-git.ts'
import type { Mesh } from './mesh.ts'

/** State that the branch's remote has and this clone has not. */
export interface NewerState {
  /** Such as `origin/main`. */
  readonly upstream: string
  /** Commits that touch the environment's state. */
  readonly commits: number
  /** Relative to the project, sorted. */
  readonly files: readonly string[]
}

/**
 * Looks whether others have pushed newer state of this environment: fetches the branch's remote and compares. It changes nothing but what git
 * remembers of the remote.
 *
 * @returns undefined where there is none, or nobody can tell: no repository, no remote, no network
 */
export async function findNewerState(
  { root, environment }: Pick<Mesh, 'root' | 'environment'>,
  { timeoutMs = 15_000 }: { readonly timeoutMs?: number } = {},
): Promise<NewerState | undefined> {
  const signal = AbortSignal.timeout(timeoutMs)
  const git = async (...args: string[]) => (await runGit(args, { cwd: root, signal })).stdout.trim()
  try {
    const upstream = await git('rev-parse', '--abbrev-ref', '--symbolic-full-name', '@{upstream}')
    await git('fetch', '--quiet', '--no-tags')
    const folder = `state/${environment}`
    const commits = Number(await git('rev-list', '--count', 'HEAD..@{upstream}', '--', folder))
    if (commits === 0) return undefined
    const files = await git('diff', '--name-only', '--relative', 'HEAD...@{upstream}', '--', folder)
    return {
      upstream,
      commits,
      files: files
        .split('\n')
        .filter((file) => file !== '')
        .sort(),
    }
  } catch {
    return undefined
  }
}
