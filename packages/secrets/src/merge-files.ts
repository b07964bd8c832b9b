import { nextGeneration, signerFor } from './change-vault.ts'
import type { VaultContent } from './document/edit-document.ts'
import { mergeVaults, type SideBranches } from './document/merge-vaults.ts'
import { dueFor, type ReadersLeft } from './document/rotate-entries.ts'
import type { PinnedRecipient, VaultDocument, VersionId } from './document/vault-document.ts'
import { decryptBytes, type OpenedVault, openBytes, type VaultPorts } from './read-vault.ts'
import { type ConfirmedAccess, confirmAccess, type LeftOut } from './recipients/confirm-access.ts'
import { throwForMerge } from './recipients/unusable-in-merge.ts'
import { sealVault } from './seal-vault.ts'
import { SecretsError, type SecretsErrorCode } from './secrets-error.ts'
import { assertNeverSigned } from './trust/assert-never-signed.ts'
import { assertKnownOrigin } from './trust/assert-trusted.ts'
import { type JudgedSides, judgeSides, type MergedVersion } from './trust/judge-sides.ts'
import { gitObjectIds, wasSeen } from './trust/vault-memory.ts'
import type { Side } from './vault.ts'

/** Versions of one file, as git has them. */
export interface FileVersions {
  /**
   * What both follow on; undefined or empty where git says that they have nothing in common. One that nobody here can open, or that git
   * could not merge itself, says nothing of what was changed: then whatever differs is in conflict.
   */
  readonly base?: Uint8Array
  readonly ours: Uint8Array
  readonly theirs: Uint8Array
  /** What git calls the two, for people who have to decide between them. */
  readonly branches?: SideBranches
  /** The commits that the two are of, whose history says what came before. Default: ours is of the present one, theirs of an unknown one. */
  readonly commits?: { readonly ours?: string; readonly theirs?: string }
  /** The person takes a commit back, so that theirs may be older than the base. */
  readonly isRevert?: boolean
  /** Both are what the merge itself follows on: where branches crossed, git has these merged first. */
  readonly isAncestral?: boolean
}

/** What came of a merge of files. */
export interface MergedFiles {
  readonly bytes: Uint8Array
  /** Names that both sides changed in different ways, or that one would bring back as they were before, sorted. */
  readonly conflicts: readonly string[]
  /** To whom only theirs gives access, and nobody could be asked: they are left out. */
  readonly leftOut: readonly LeftOut[]
  /** This side is a version that the other one follows on: nothing of it was taken. */
  readonly older?: Side
  /** Why what both follow on could not be read, so that whatever differs is in conflict. */
  readonly closedBase?: SecretsErrorCode
}

/**
 * Merges two versions of a vault's file, without writing anything. Whoever gets access by it alone is asked about.
 *
 * @throws {SecretsError} what reading throws; `VAULT_MIXED` when they are different vaults; `VAULT_ROLLED_BACK` when one is
 *   older than what it comes after
 */
export async function mergeFiles(ports: VaultPorts, versions: FileVersions): Promise<MergedFiles> {
  const ours = await openSide(ports, versions, 'ours')
  const theirs = await openSide(ports, versions, 'theirs', ours.document)
  const { base, closedBase } = await openBase(ports, versions)
  assertSameVault(ours.document.meta?.vault, theirs.document.meta?.vault)
  const { older, ...follows } = await judge(ports, { ...versions, base, ours, theirs })
  if (older === 'theirs') return asItIs(ours)
  const before = older === 'ours' ? ours : base
  const current = ours.document.meta === undefined ? theirs : ours
  const { content, generation, conflicts } = mergeVaults({
    base: before?.document,
    ours: ours.document,
    theirs: theirs.document,
    follows,
    ...(before === undefined && closedBase !== undefined && { isBaseUnknown: true }),
    ...(versions.branches !== undefined && { branches: versions.branches }),
  })
  const signer = await signerFor(ports, ours)
  const access = await confirmAccess(asking(ports, versions), {
    recipients: content.recipients,
    known: before ? [...readersOf(ours), ...readersOf(before)] : inBoth(readersOf(ours), readersOf(theirs)),
    signer,
    sides: [ours, theirs],
  })
  const { bytes } = await sealVault(ports, {
    content: {
      ...dueFor(readersLeft(ports, { content, access, sides: versions.isAncestral ? [] : [ours, theirs] }), content),
      ...access.content,
    },
    departures: theirs.document.meta?.departures ?? [],
    generation: Math.max(generation, await nextGeneration(ports, current)),
    current,
    signer,
    mergeOf: versionsIn(ours, theirs),
  }).catch(throwForMerge)
  const left = versions.isAncestral ? [] : access.leftOut.map((each) => withPlace(each, ours))
  return { bytes, conflicts, leftOut: left, ...(older && { older }), ...(closedBase && { closedBase }) }
}

function withPlace(each: LeftOut, ours: OpenedVault): LeftOut {
  return readersOf(ours).some(({ fingerprint }) => fingerprint === each.fingerprint) ? { ...each, isOurs: true } : each
}

interface Confirmed {
  readonly content: VaultContent
  readonly access: ConfirmedAccess
  readonly sides: readonly OpenedVault[]
}

function readersLeft({ clock }: VaultPorts, { content, access, sides }: Confirmed): ReadersLeft {
  const stays = new Set(access.content.recipients?.map(({ fingerprint }) => fingerprint))
  const recipients = (content.recipients ?? []).filter(({ fingerprint }) => !stays.has(fingerprint))
  return { recipients, sides: sides.map(({ document }) => document), since: clock().toISOString() }
}

/** What the merge itself follows on gives nobody access who has none by it: the merge asks. */
function asking(ports: VaultPorts, { isAncestral }: FileVersions): VaultPorts {
  return isAncestral ? { ...ports, approve: undefined } : ports
}

function readersOf(version: OpenedVault | undefined): readonly PinnedRecipient[] {
  return version?.document.meta?.recipients ?? []
}

function inBoth(mine: readonly PinnedRecipient[], yours: readonly PinnedRecipient[]): PinnedRecipient[] {
  return mine.filter(({ fingerprint }) => yours.some((each) => each.fingerprint === fingerprint))
}

/** Theirs is a version that ours follows on already. */
function asItIs({ bytes, document }: OpenedVault): MergedFiles {
  return { bytes, conflicts: Object.keys(document.meta?.conflicts ?? {}).sort(), leftOut: [], older: 'theirs' }
}

/** Branches that crossed more often than this are merged without the versions beyond. */
const MAX_VERSIONS = 16

interface Judged extends Pick<FileVersions, 'commits' | 'isRevert' | 'isAncestral'> {
  readonly base: OpenedVault | undefined
  readonly ours: OpenedVault
  readonly theirs: OpenedVault
}

async function judge(ports: VaultPorts, { base, ours, theirs, commits = {}, ...kind }: Judged): Promise<JudgedSides> {
  const { isRevert = false, isAncestral = false } = kind
  const past = await ports.history.versions(ports.file, commits.ours)
  const theirPast = commits.theirs && (await ports.history.versions(ports.file, commits.theirs))
  const isSame = base?.document.meta?.vault === (ours.document.meta ?? theirs.document.meta)?.vault
  const sides = { ours: versionOf(ours), theirs: versionOf(theirs) }
  const history = { past, ...(theirPast && { theirPast }) }
  return judgeSides({ base: base && isSame ? versionOf(base) : undefined, ...sides, ...history, isRevert, isAncestral })
}

function versionOf({ bytes, document }: OpenedVault): MergedVersion {
  const { generation = 0, updatedAt } = document.meta ?? {}
  return { document, generation, ...(updatedAt && { updatedAt }), ids: gitObjectIds(bytes) }
}

/** Both, and what merges made them of, where branches crossed more than once. */
function versionsIn(ours: OpenedVault, theirs: OpenedVault): VersionId[] {
  const sides = [ours, theirs].map(versionOf).map(({ document: _content, ...version }) => version)
  const before = [ours, theirs].flatMap(({ document }) => document.meta?.mergeOf ?? [])
  return [...sides, ...before].slice(0, MAX_VERSIONS)
}

/** The version that both follow on, or why it cannot be read. */
async function openBase(
  ports: VaultPorts,
  versions: FileVersions,
): Promise<{ readonly base?: OpenedVault; readonly closedBase?: SecretsErrorCode }> {
  if (!hasBase(versions)) return {}
  try {
    return { base: await openKnown(ports, versions.base) }
  } catch (error) {
    if (!(error instanceof SecretsError) || !REFUSALS.has(error.code)) throw error
    return { closedBase: error.code }
  }
}

/** What was accepted here before stays so, though its writer has left since. */
async function openKnown(ports: VaultPorts, bytes: Uint8Array): Promise<OpenedVault> {
  const opened = await decryptBytes(ports, bytes)
  if (!wasSeen(bytes, await ports.memory.of(opened.document.meta?.vault)))
    await assertKnownOrigin(ports, { ...opened, file: ports.file })
  return opened
}

/** Without a version in common, one that cannot be opened is a vault that somebody else made, for themselves. */
async function openSide(
  ports: VaultPorts,
  versions: FileVersions,
  side: Side,
  beside?: VaultDocument,
): Promise<OpenedVault> {
  try {
    const opened = await openBytes(ports, versions[side], beside)
    if (opened.document.meta === undefined)
      await assertNeverSigned(ports.file, ports.history, (version) => decryptBytes(ports, version))
    return opened
  } catch (cause) {
    if (!(cause instanceof SecretsError) || !REFUSALS.has(cause.code)) throw cause
    if (cause.code === 'KEY_MISSING' && !hasBase(versions))
      throw mixed('the two sides are different vaults, and you cannot open one of them', { closed: side }, cause)
    throw refused(cause, side)
  }
}

/** Why a version cannot take part in a merge, whoever asks for it. */
const REFUSALS: ReadonlySet<string> = new Set<SecretsErrorCode>([
  'KEY_MISSING',
  'RECIPIENT_INJECTED',
  'SIGNER_UNKNOWN',
  'VAULT_DAMAGED',
  'VAULT_FORGED',
  'VAULT_NEWER',
  'VAULT_TOO_LARGE',
  'VAULT_UNMERGED',
  'VAULT_UNSIGNED',
])

function refused(cause: SecretsError, side: Side): SecretsError {
  const other = side === 'ours' ? 'theirs' : 'ours'
  const goOn = `to go on without it: meshroom secrets resolve --${other}, or git merge --abort (git rebase --abort, git cherry-pick --abort)`
  return new SecretsError(cause.code, `--${side} of the merge: ${cause.message}`, {
    hint: cause.hint === undefined ? goOn : `${cause.hint}; ${goOn}`,
    data: { ...cause.data, side },
    cause,
  })
}

/** Git says by an empty one that there is none. */
function hasBase(versions: FileVersions): versions is FileVersions & { readonly base: Uint8Array } {
  return versions.base !== undefined && versions.base.length > 0
}

function assertSameVault(ours: string | undefined, theirs: string | undefined): void {
  if (ours === undefined || theirs === undefined || ours === theirs) return
  throw mixed('the two sides are different vaults, not versions of one', { ours, theirs })
}

function mixed(message: string, data: Readonly<Record<string, string>>, cause?: unknown): SecretsError {
  return new SecretsError('VAULT_MIXED', message, {
    hint: 'meshroom secrets resolve --ours, or --theirs, takes one of them and keeps the other beside it',
    data,
    cause,
  })
}
