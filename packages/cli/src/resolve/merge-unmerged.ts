import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { MeshroomError, writeFileAtomic } from '@meshroom/model'
import { type FileVersions, isUnmerged, type LeftOut, SecretsError, type Side, type Vault } from '@meshroom/secrets'
import { cleanLine } from '../draw/clean-text.ts'
import { findLastWhole, findMarks } from '../git/find-marks.ts'
import { type NamedSides, nameSides } from '../git/name-sides.ts'
import { git } from '../git/run-git.ts'
import { isUnmergedInIndex, unmergedVersions } from '../git/unmerged-versions.ts'

/** What became of a file that git could not merge. */
export interface MergedFile {
  /** Names that both sides changed. */
  readonly conflicts: readonly string[]
  /** One side as a whole: the two are different vaults, or the other one cannot be merged. */
  readonly taken?: Side
  /** Whether the two are different vaults. */
  readonly isOther?: boolean
  /** To whom theirs gives access and nobody could be asked. */
  readonly leftOut?: readonly LeftOut[]
  /** This side is a version that the other one follows on: nothing of it was taken. */
  readonly older?: Side
  /** Why what both follow on could not be read, so that whatever differs is in conflict. */
  readonly closedBase?: string
  /** Where the other side lies then; relative to the project. */
  readonly kept?: string
}

export interface MergeUnmergedOptions {
  readonly vault: Vault
  readonly file: string
  /** To take where nothing can merge the two. */
  readonly side: Side | undefined
}

/**
 * Merges a vault's file that git left with both of its sides in it, or as it was on ours because no program could be run; from git's own
 * copies of the versions.
 *
 * @returns undefined where git left nothing to merge
 * @throws MeshroomError `VAULT_UNMERGED` where git has no copies any more; `VAULT_MIXED` where the two are different vaults and no side was named
 */
export async function mergeUnmerged({ vault, file, side }: MergeUnmergedOptions): Promise<MergedFile | undefined> {
  const present = await readFile(file).catch(() => Buffer.alloc(0))
  const merge = async (ancestors: FileVersions) => (await vault.merge({ ...ancestors, isAncestral: true })).bytes
  const versions = await unmergedVersions({ file, present, merge })
  if (!isUnmerged(present) && !(await isLeftAsOurs(file, present, versions))) return undefined
  if (versions === undefined) throw await withoutVersions(file, present)
  const branches = await nameSides(dirname(file))
  try {
    const isRevert = await isReverting(dirname(file))
    const { bytes, ...merged } = await vault.merge({ ...versions, branches, isRevert })
    await writeFileAtomic(file, bytes, { mode: 0o644 })
    return merged
  } catch (error) {
    if (!(error instanceof SecretsError)) throw error
    const isOther = error.code === 'VAULT_MIXED'
    if (side === undefined) throw isOther ? mixed(error, branches) : error
    if (!isOther && error.data?.side === undefined) throw error
    return { ...(await takeSide(versions, { file, side })), isOther }
  }
}

/** Whether the person takes a commit back: git says so once it could not merge. */
async function isReverting(folder: string): Promise<boolean> {
  return (await git(folder, ['rev-parse', '--quiet', '--verify', 'REVERT_HEAD'])) !== undefined
}

async function isLeftAsOurs(file: string, present: Uint8Array, versions: FileVersions | undefined): Promise<boolean> {
  const isOurs = versions !== undefined && Buffer.compare(versions.ours, present) === 0
  return isOurs && (await isUnmergedInIndex(file))
}

/** The other side stays beside, encrypted as it is, where git does not look. */
async function takeSide(
  versions: FileVersions,
  { file, side }: { readonly file: string; readonly side: Side },
): Promise<MergedFile> {
  const other = versions[side === 'ours' ? 'theirs' : 'ours']
  const digest = createHash('sha256').update(other).digest('hex').slice(0, 8)
  const kept = join(dirname(file), '.meshroom', `secrets-${digest}.gpg`)
  await writeFileAtomic(kept, other, { mode: 0o600 })
  await writeFileAtomic(file, versions[side], { mode: 0o644 })
  return { conflicts: [], taken: side, kept: relative(dirname(file), kept) }
}

/** The last version that is whole is named, and never taken without a word: nobody but a person knows whether it is the right one. */
async function withoutVersions(file: string, present: Uint8Array): Promise<MeshroomError> {
  const [marks, whole] = await Promise.all([findMarks(file, present), findLastWhole(file)])
  const left = marks && (await git(dirname(file), ['log', '-1', '--format=%h by %an', marks.commit]))?.trim()
  const message = left
    ? `both sides are in secrets.gpg since commit ${cleanLine(left)}, and git has no two versions that it would have merged`
    : 'both sides are in secrets.gpg, and git does not know any more what they were'
  const hint = whole
    ? `the last whole one before: git checkout ${whole.slice(0, 12)} -- secrets.gpg; ${left ? 'then merge or pick again what that commit was to bring' : 'or, to merge it again: git checkout --merge -- secrets.gpg'}`
    : 'git log -- secrets.gpg shows its versions; bring one back: git checkout COMMIT -- secrets.gpg'
  return new MeshroomError('VAULT_UNMERGED', message, { hint, file })
}

function mixed({ message, data }: SecretsError, { isRebase, ours, theirs }: NamedSides): MeshroomError {
  const [mine, yours] = isRebase
    ? ['what you rebase onto', 'your own commits']
    : ['your branch', 'what is merged into it']
  const [ourName, theirName] = [ours, theirs].map((name) => (name ? ` (${name})` : ''))
  const closed = data?.closed === undefined ? '' : `, you cannot open --${data.closed}`
  return new MeshroomError(
    'VAULT_MIXED',
    `${message}: --ours is ${mine}${ourName}, --theirs ${yours}${theirName}${closed}`,
    {
      hint: 'take the one that your team has, with meshroom secrets resolve --ours, or --theirs: the other is kept beside it, and its secrets can be imported',
      ...(data && { data }),
    },
  )
}
