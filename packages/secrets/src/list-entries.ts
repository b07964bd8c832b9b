import { inConflict } from './document/in-conflict.ts'
import { noConflict } from './document/resolve-conflict.ts'
import { valueText } from './document/value-text.ts'
import {
  type ConflictingState,
  type EntryMeta,
  entryMeta,
  ownMember,
  type SideOrigin,
  type VaultDocument,
} from './document/vault-document.ts'
import type { ConflictSide, EntryInfo, Side } from './vault.ts'

/** Every entry, sorted by name, without its value; those in conflict too, where our side removed them. */
export function listEntries(document: VaultDocument): EntryInfo[] {
  const conflicts = document.meta?.conflicts ?? {}
  const names = [...new Set([...document.values.keys(), ...Object.keys(conflicts)])].sort((a, b) => (a < b ? -1 : 1))
  return names.map((name) => ({ name, ...entryMeta(document, name), ...conflictOf(document, name) }))
}

/**
 * The value as text: base64 of a binary one, JSON of what a person wrote that is no text.
 *
 * @throws {SecretsError} `ENTRY_CONFLICT` while a merge has left two values
 */
export function readText({ values, meta }: VaultDocument, name: string): string | undefined {
  if (ownMember(meta?.conflicts ?? {}, name) !== undefined) throw inConflict(name)
  return valueText(values.get(name))
}

/** The value's bytes: UTF-8 of a text. */
export function readBytes(document: VaultDocument, name: string): Uint8Array | undefined {
  const text = readText(document, name)
  if (text === undefined) return undefined
  return new Uint8Array(Buffer.from(text, entryMeta(document, name)?.binary ? 'base64' : 'utf8'))
}

/**
 * The value that one side of a conflict has; undefined where that side removed it.
 *
 * @throws {SecretsError} `ENTRY_MISSING` when there is no conflict of that name
 */
export function readSide({ meta }: VaultDocument, name: string, side: Side): string | undefined {
  const conflicts = meta?.conflicts ?? {}
  const conflict = ownMember(conflicts, name)
  if (conflict === undefined) throw noConflict(name, Object.keys(conflicts))
  return valueText(conflict[side].value)
}

function conflictOf({ meta }: VaultDocument, name: string): Pick<EntryInfo, 'conflict'> {
  const conflict = ownMember(meta?.conflicts ?? {}, name)
  if (conflict === undefined) return {}
  const nameOf = (fingerprint: string) => meta?.recipients.find((each) => each.fingerprint === fingerprint)?.name
  const gone = conflict.isBaseUnknown ? { absent: true } : { removed: true }
  const describe = (state: ConflictingState) => ({
    ...describeSide(state, nameOf),
    ...(state.value === undefined && gone),
  })
  const { ours, theirs, others } = conflict
  const more = others && { others: others.map(describe) }
  return { conflict: { ours: describe(ours), theirs: describe(theirs), ...more } }
}

/** A removal is stamped by the version that has it no more. */
function describeSide({ meta, from }: ConflictingState, nameOf: (by: string) => string | undefined): ConflictSide {
  const { rotate: _due, rotatedAt: _done, ...known }: Partial<EntryMeta> = meta ?? {}
  const { generation, branch, ...stamp }: Partial<SideOrigin> = from ?? {}
  const author = nameOf(known.updatedBy ?? stamp.updatedBy ?? '')
  return {
    ...stamp,
    ...known,
    ...(author !== undefined && author !== '' && { author }),
    ...(generation !== undefined && { generation }),
    ...(branch !== undefined && { branch }),
  }
}
