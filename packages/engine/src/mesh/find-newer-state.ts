import { HookError } from '@meshroom/hooks-sdk'
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

/** What is known of the state that others have pushed. */
export interface UpstreamLook {
  /** Undefined where none is known. */
  readonly newer?: NewerState
  /** Why the remote itself could not be asked, in one line without secrets: there may be more than what this clone knows of. */
  readonly unasked?: { readonly reason: string; readonly hint?: string }
}

interface LookOptions {
  /** How long each question to git may take. */
  readonly timeoutMs?: number
}

type Git = (...args: string[]) => Promise<string>

/**
 * Looks whether others have pushed newer state of this environment: fetches the branch's remote and compares, with what is known of it where it cannot
 * be asked. It changes nothing but what git remembers of the remote. There is nobody to ask where there is no repository, and no remote for its branch.
 */
export async function findNewerState(
  { root, environment }: Pick<Mesh, 'root' | 'environment'>,
  { timeoutMs = 15_000 }: LookOptions = {},
): Promise<UpstreamLook> {
  const git: Git = async (...args) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const answer = runGit(args, { cwd: root, signal })
    return (await answer.catch((error) => explain(error, signal.aborted ? timeoutMs : undefined))).stdout.trim()
  }
  try {
    const upstream = await git('rev-parse', '--abbrev-ref', '--symbolic-full-name', '@{upstream}')
    const unasked = await git('fetch', '--quiet', '--no-tags').then(() => undefined, whyUnasked)
    const newer = await compare(git, { upstream, folder: `state/${environment}` })
    return { ...(newer !== undefined && { newer }), ...(unasked !== undefined && { unasked }) }
  } catch (error) {
    return hasNobodyToAsk(error) ? {} : { unasked: whyUnasked(error) }
  }
}

async function compare(
  git: Git,
  { upstream, folder }: { readonly upstream: string; readonly folder: string },
): Promise<NewerState | undefined> {
  const commits = Number(await git('rev-list', '--count', 'HEAD..@{upstream}', '--', folder))
  if (commits === 0) return undefined
  const files = await git('diff', '--name-only', '--relative', 'HEAD...@{upstream}', '--', folder)
  const named = files.split('\n').filter((file) => file !== '')
  return { upstream, commits, files: named.sort() }
}

function explain(error: unknown, overMs: number | undefined): never {
  if (overMs === undefined) throw error
  throw new HookError('GIT_FAILED', `git had no answer within ${overMs / 1_000} s`, { cause: error })
}

function hasNobodyToAsk(error: unknown): boolean {
  const nobody =
    /no upstream configured|not a git repository|HEAD does not point to a branch|unknown revision|no such branch|no git on this/
  return error instanceof HookError && nobody.test(error.message)
}

/** @throws whatever git did not say */
function whyUnasked(error: unknown): NonNullable<UpstreamLook['unasked']> {
  if (!(error instanceof HookError)) throw error
  const { message, hint } = error
  return {
    reason: message
      .split(/\s*\n\s*/)
      .join(' ')
      .slice(0, 500),
    ...(hint !== undefined && { hint }),
  }
}
