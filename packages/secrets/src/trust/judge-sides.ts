import type { SidesFollow } from '../document/merge-vaults.ts'
import type { VaultDocument, VersionId } from '../document/vault-document.ts'
import { SecretsError } from '../secrets-error.ts'
import type { Side } from '../vault.ts'

/** A version that takes part in a merge. */
export interface MergedVersion extends VersionId {
  readonly document: VaultDocument
}

/** What is merged, and what git knows of it. */
export interface MergeEvidence {
  readonly base: MergedVersion | undefined
  readonly ours: MergedVersion
  readonly theirs: MergedVersion
  /** Object ids of the file in all commits up to the present one; undefined where there is no version control. */
  readonly past: ReadonlySet<string> | undefined
  /** The same of their commit; undefined where nobody knows that either. */
  readonly theirPast?: ReadonlySet<string> | undefined
  /** Both are what the merge itself follows on, where branches crossed: the history at hand has both. */
  readonly isAncestral?: boolean
  /** The person takes a commit back: then theirs is what was before it. */
  readonly isRevert: boolean
}

/** What is known of the sides of a merge. */
export interface JudgedSides extends SidesFollow {
  /** This side is a version that the other one follows on: whatever it has that the other has not was replaced or removed since. */
  readonly older?: Side
}

/**
 * Which sides were written after the base, as all are in a merge. Where a commit is picked onto an older branch, ours
 * was not; where one is reverted, theirs was not.
 *
 * @throws {SecretsError} `VAULT_ROLLED_BACK` where a side that comes after the base in git is an older version of the vault:
 *   somebody committed it on top of a newer one; `VAULT_UNSIGNED` where a side has no signature and the base has,
 *   or theirs has none and ours has
 */
export function judgeSides(evidence: MergeEvidence): JudgedSides {
  const { base, ours, theirs, past, isRevert, isAncestral } = evidence
  const isPast = isIn(past)
  if (base?.document.meta && !ours.document.meta) throw unsigned('ours')
  if ((base?.document.meta ?? ours.document.meta) && !theirs.document.meta) throw unsigned('theirs')
  const older = isAncestral ? undefined : olderSide(evidence)
  if (base === undefined) {
    if (older === 'theirs' && theirs.generation < ours.generation) throw rolledBack('theirs')
    return { ours: false, theirs: false, ...(older && { older }) }
  }
  const before = versionsBefore(base, isPast)
  const since = before[0] === base ? undefined : lastWritten(before)
  const follows = { ours: before.some(isPast), theirs: !isRevert, ...(since && { since }) }
  if (follows.ours && isOlder(ours, before)) throw rolledBack('ours')
  if (follows.theirs && isOlder(theirs, before)) throw rolledBack('theirs')
  return { ...follows, ...(older && { older }) }
}

/** Where the branch forked says nothing of what is on it: a version from later on is put there as easily as one from before. */
function olderSide({ ours, theirs, past, theirPast, isRevert }: MergeEvidence): Side | undefined {
  if (past !== undefined && !isRevert && isIn(past)(theirs)) return 'theirs'
  return theirPast !== undefined && isIn(theirPast)(ours) ? 'ours' : undefined
}

function isIn(past: ReadonlySet<string> | undefined): (version: VersionId) => boolean {
  return ({ ids }) => past === undefined || ids.some((id) => past.has(id))
}

/** Where branches crossed, git has the driver make a base that no commit has, above what the sides follow on. */
function versionsBefore(base: MergedVersion, isPast: (version: VersionId) => boolean): readonly VersionId[] {
  const merged = (base.document.meta?.mergeOf ?? []).filter(isPast)
  return isPast(base) || merged.length === 0 ? [base] : merged
}

function lastWritten(versions: readonly VersionId[]): string | undefined {
  return versions
    .map(({ updatedAt = '' }) => updatedAt)
    .sort()
    .at(-1)
}

function isOlder(side: VersionId, before: readonly VersionId[]): boolean {
  const isSame = (version: VersionId) => version.ids.some((id) => side.ids.includes(id))
  return !before.some(isSame) && before.some(({ generation }) => generation >= side.generation)
}

function rolledBack(side: Side): SecretsError {
  const message = `--${side} is an older version of the vault, committed on top of a newer one: merged, it would bring back what was replaced or removed`
  const hint = side === 'theirs' ? `${WHERE_REVERTED}; else ${withoutSide(side)}` : withoutSide(side)
  return new SecretsError('VAULT_ROLLED_BACK', message, { hint, data: { side } })
}

/** Before git 2.45 a driver cannot know it. */
const WHERE_REVERTED =
  'in a git revert: meshroom secrets resolve takes the commit back, git revert --abort leaves all as it was'

function unsigned(side: Side): SecretsError {
  const message = `--${side} of the merge has no signature: anybody may have written it`
  return new SecretsError('VAULT_UNSIGNED', message, { hint: withoutSide(side), data: { side } })
}

function withoutSide(side: Side): string {
  const other = side === 'ours' ? 'theirs' : 'ours'
  return `see who committed it: git log -- secrets.gpg; to go on without it: meshroom secrets resolve --${other}, or git merge --abort (git rebase --abort, git cherry-pick --abort)`
}
