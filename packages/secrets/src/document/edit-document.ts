import { isDeepStrictEqual } from 'node:util'
import { describeOwner, sameOwner } from '../entry-name.ts'
import { SecretsError } from '../secrets-error.ts'
import type { EntryInput } from '../vault.ts'
import { inConflict } from './in-conflict.ts'
import { valueText } from './value-text.ts'
import {
  type EntryConflict,
  type EntryMeta,
  entryMeta,
  type JsonValue,
  META_NAME,
  ownMember,
  type PinnedRecipient,
  type VaultDocument,
} from './vault-document.ts'

/** What a vault says, apart from what the writer adds of itself. */
export interface VaultContent {
  readonly values: ReadonlyMap<string, JsonValue>
  readonly entries: Readonly<Record<string, EntryMeta>>
  readonly conflicts: Readonly<Record<string, EntryConflict>>
  /** Undefined: not pinned yet, as in a new vault or one of the Python tool. */
  readonly recipients: readonly PinnedRecipient[] | undefined
  /** Fingerprints of those whom a person gives access with this, who may have been removed before. */
  readonly admitted?: readonly string[]
}

/** What an edit makes of a vault. */
export interface EditedContent extends VaultContent {
  /** Names that differ from before, sorted. */
  readonly changed: readonly string[]
  /** Nothing at all differs, so nothing is written. */
  readonly isSame: boolean
}

/** When and by whom. */
export interface EditStamp {
  readonly updatedAt: string
  readonly updatedBy: string
}

/** An edit of a vault: pure, so that it can be tried on what was read first and again under the lock. */
export type Edit = (document: VaultDocument, stamp: EditStamp) => EditedContent

/** What the document says, for an edit to change. */
export function contentOf({ values, meta }: VaultDocument): VaultContent {
  return { values, entries: meta?.entries ?? {}, conflicts: meta?.conflicts ?? {}, recipients: meta?.recipients }
}

/**
 * Writes these entries.
 *
 * @throws {SecretsError} `ENTRY_NAME_INVALID`; `ENTRY_COLLISION` when a name belongs to another owner
 */
export function setEntries(inputs: readonly EntryInput[]): Edit {
  return (document, stamp) => {
    const draft = draftOf(document)
    const changed = inputs.filter((input) => putEntry(draft, input, stamp)).map(({ name }) => name)
    return finish(draft, changed)
  }
}

/**
 * {@link setEntries} where each still has the value that the writer saw, in base64 where it is binary, or has the new one already.
 *
 * @throws {SecretsError} `ENTRY_CHANGED`; `ENTRY_CONFLICT` where a merge has left two values, which the writer has not seen
 */
export function replaceEntries(inputs: readonly EntryInput[], seen: Readonly<Record<string, string>>): Edit {
  return (document, stamp) => {
    const isMoved = ({ name, value }: EntryInput) => {
      const present = valueText(document.values.get(name))
      return present !== ownMember(seen, name) && present !== value
    }
    const moved = inputs.filter(isMoved).map(({ name }) => name)
    if (moved.length > 0) throw changedMeanwhile(document, moved)
    const open = inputs.find(({ name }) => ownMember(document.meta?.conflicts ?? {}, name) !== undefined)
    if (open !== undefined) throw inConflict(open.name)
    return setEntries(inputs)(document, stamp)
  }
}

/** {@link setEntries} of those that have no value yet. */
export function setMissingEntries(inputs: readonly EntryInput[]): Edit {
  return (document, stamp) => setEntries(inputs.filter(({ name }) => !document.values.has(name)))(document, stamp)
}

/** Forgets these entries; names that are not there are left out of `changed`. */
export function unsetEntries(names: readonly string[]): Edit {
  return (document) => {
    const draft = draftOf(document)
    return finish(
      draft,
      names.filter((name) => forgetEntry(draft, name)),
    )
  }
}

/** A copy to work on. */
export interface Draft {
  readonly values: Map<string, JsonValue>
  readonly entries: Map<string, EntryMeta>
  readonly conflicts: Map<string, EntryConflict>
  readonly recipients: readonly PinnedRecipient[] | undefined
}

export function draftOf(document: VaultDocument): Draft {
  const { values, entries, conflicts, recipients } = contentOf(document)
  return {
    values: new Map(values),
    entries: new Map(Object.entries(entries)),
    conflicts: new Map(Object.entries(conflicts)),
    recipients,
  }
}

export function finish(draft: Draft, changed: readonly string[], isSame = changed.length === 0): EditedContent {
  return {
    values: draft.values,
    entries: Object.fromEntries(draft.entries),
    conflicts: Object.fromEntries(draft.conflicts),
    recipients: draft.recipients,
    changed: [...new Set(changed)].sort((a, b) => (a < b ? -1 : 1)),
    isSame,
  }
}

/** Whether it was there, on either side of a conflict. */
export function forgetEntry({ values, entries, conflicts }: Draft, name: string): boolean {
  entries.delete(name)
  const wasInConflict = conflicts.delete(name)
  return values.delete(name) || wasInConflict
}

/** Whether it changed anything. A new value settles a conflict, and a rotation that is due. */
function putEntry({ values, entries, conflicts }: Draft, input: EntryInput, stamp: EditStamp): boolean {
  checkName(input.name)
  const before = entries.get(input.name)
  checkOwner(input, before)
  const value = typeof input.value === 'string' ? input.value : Buffer.from(input.value).toString('base64')
  const isSameValue = values.get(input.name) === value
  const meta = describeEntry(input, before, isSameValue)
  if (isSameValue && !conflicts.has(input.name) && isDeepStrictEqual(unstamped(before), meta)) return false
  values.set(input.name, value)
  entries.set(input.name, { ...stamp, ...meta })
  conflicts.delete(input.name)
  return true
}

/** What is not said anew stays; what is said of the old value goes with it. */
function describeEntry(input: EntryInput, before: EntryMeta | undefined, isSameValue: boolean): Partial<EntryMeta> {
  const { binary: _binary, rotate, rotatedAt, expires: oldExpires, ...kept } = unstamped(before)
  const expires = input.expires?.toISOString() ?? (isSameValue ? oldExpires : undefined)
  return {
    ...kept,
    ...(input.owner !== undefined && { owner: input.owner }),
    ...(input.key !== undefined && { key: input.key }),
    ...(typeof input.value !== 'string' && { binary: true as const }),
    ...(expires !== undefined && { expires }),
    ...(isSameValue && rotate !== undefined && { rotate }),
    ...(isSameValue && rotatedAt !== undefined && { rotatedAt }),
  }
}

function unstamped(meta: EntryMeta | undefined): Partial<EntryMeta> {
  const { updatedAt: _at, updatedBy: _by, ...rest } = meta ?? { updatedAt: '', updatedBy: '' }
  return rest
}

function changedMeanwhile(document: VaultDocument, names: readonly string[]): SecretsError {
  const what = names.map((name) => {
    const by = entryMeta(document, name)?.updatedBy ?? document.meta?.updatedBy
    const who = document.meta?.recipients.find(({ fingerprint }) => fingerprint === by)?.name || by
    return `${name} was ${document.values.has(name) ? 'set' : 'removed'}${who === undefined ? '' : ` by ${who}`}`
  })
  return new SecretsError('ENTRY_CHANGED', `${what.join(', ')} meanwhile`, {
    hint: 'look at what is there now: meshroom secrets get NAME; then write it again',
    data: { names },
  })
}

function checkName(name: string): void {
  if (name !== '' && !name.startsWith('@') && !name.includes('\0')) return
  throw new SecretsError('ENTRY_NAME_INVALID', `"${name}" cannot be the name of a secret`, {
    hint: `choose a name that is not empty and does not begin with @ (${META_NAME} is reserved)`,
    data: { name },
  })
}

function checkOwner({ name, owner }: EntryInput, before: EntryMeta | undefined): void {
  if (owner === undefined || before?.owner === undefined || sameOwner(owner, before.owner)) return
  const names = { wanted: describeOwner(owner), taken: describeOwner(before.owner) }
  throw new SecretsError('ENTRY_COLLISION', `${name} belongs to ${names.taken}, so ${names.wanted} cannot have it`, {
    hint: 'rename one of the two, or one of their settings: both make the same name',
    data: { name, ...names },
  })
}
