import { dirname } from 'node:path'
import { type FileVersions, leaveUnmerged, SecretsError } from '@meshroom/secrets'
import { git } from './run-git.ts'
import { versionAt } from './version-at.ts'

type Versions = Pick<FileVersions, 'base' | 'ours' | 'theirs'>

export interface CommonVersionOptions {
  readonly file: string
  /** Merges two versions that the merge itself follows on. */
  readonly merge: (versions: Versions) => Promise<Uint8Array>
}

/**
 * What two commits have in common of a file: where branches crossed that is several versions, which are merged first, as git does.
 *
 * @returns undefined where git has nothing; both versions with marks between them where they cannot be merged
 */
export async function commonVersion(
  commits: readonly [string, string],
  options: CommonVersionOptions,
  depth = 0,
): Promise<Uint8Array | undefined> {
  const { file } = options
  const [first, ...others] = await commonCommits(file, commits)
  let common: Uint8Array | undefined = await versionAt(file, first)
  for (const other of others) {
    const theirs = await versionAt(file, other)
    const base = depth < MAX_DEPTH ? await commonVersion([first ?? other, other], options, depth + 1) : undefined
    common =
      common && theirs
        ? await mergeOrLeave({ ...(base && { base }), ours: common, theirs }, options)
        : (common ?? theirs)
  }
  return common
}

/** The newest commits that two follow on: several where branches crossed. */
export async function commonCommits(file: string, commits: readonly [string, string]): Promise<string[]> {
  const found = await git(dirname(file), ['merge-base', '--all', ...commits])
  return found?.trim().split('\n').filter(Boolean) ?? []
}

/** Branches that crossed more often are merged as if those had nothing in common. */
const MAX_DEPTH = 8

async function mergeOrLeave(versions: Versions, { merge }: CommonVersionOptions): Promise<Uint8Array> {
  try {
    return await merge(versions)
  } catch (error) {
    if (error instanceof SecretsError && !NEEDS_A_PERSON.has(error.code)) return leaveUnmerged(versions)
    throw error
  }
}

const NEEDS_A_PERSON: ReadonlySet<string> = new Set(['PASSPHRASE_REQUIRED', 'PASSPHRASE_WRONG'])
