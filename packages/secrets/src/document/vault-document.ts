import type { SecretOwner } from '../vault.ts'

/** What JSON can hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** A vault's content: what is encrypted in the file. */
export interface VaultDocument {
  /** Name → value. The Python tool writes strings only; other JSON that a person wrote is kept. */
  readonly values: ReadonlyMap<string, JsonValue>
  /** Absent in files of the Python tool. */
  readonly meta: VaultMeta | undefined
}

/** The reserved entry `@meshroom`. Members not named here are kept. */
export interface VaultMeta {
  readonly version: 1
  /** Names this vault among others, for life. */
  readonly vault: string
  /** Grows with every write. */
  readonly generation: number
  /** ISO 8601. */
  readonly updatedAt: string
  /** Fingerprint of who signed. */
  readonly updatedBy: string
  /** Who can read it; pinned here, inside the signature. */
  readonly recipients: readonly PinnedRecipient[]
  /** Ids, in hex, of the keys that the file is encrypted for: one more in the file is an intruder's. */
  readonly encryptedFor: readonly string[]
  /** SHA-256, in hex, of the packets at the head of the file that carry its session key. */
  readonly envelope: string
  /** Base64 of a random key for the digests that a diff shows. */
  readonly digestKey: string
  readonly entries: Readonly<Record<string, EntryMeta>>
  /** What a merge could not decide, by name. */
  readonly conflicts?: Readonly<Record<string, EntryConflict>>
  /** Where a merge wrote this version: the versions that it follows on. */
  readonly mergeOf?: readonly VersionId[]
  /** Who was removed: an older branch still names them, and neither may sign by that nor come back by a merge. */
  readonly departures?: readonly Departure[]
}

/** That somebody's access ended. */
export interface Departure {
  readonly fingerprint: string
  /** Of the version that says so. */
  readonly generation: number
  /** In that version a person gave access again. */
  readonly returned?: true
}

/** One version of a vault, by what git calls its file. */
export interface VersionId {
  readonly generation: number
  /** ISO 8601; when it was written. Absent where an earlier program noted it. */
  readonly updatedAt?: string
  /** Object ids, by SHA-1 and by SHA-256. */
  readonly ids: readonly string[]
}

export interface PinnedRecipient {
  /** In lower case. */
  readonly fingerprint: string
  /** User id of the key, for people. */
  readonly name: string
  /** The public key, binary, in base64: the vault is complete by itself. */
  readonly key: string
  /** Kept for the day when all others are lost. */
  readonly recovery?: true
}

/** What the vault knows of an entry besides its value. */
export interface EntryMeta {
  readonly owner?: SecretOwner
  readonly key?: string
  readonly updatedAt: string
  readonly updatedBy: string
  readonly binary?: true
  readonly expires?: string
  /** Somebody who knows the value lost access: it must be replaced where it is used. */
  readonly rotate?: RotationDue
  /** ISO 8601; when a person last said that it was replaced. */
  readonly rotatedAt?: string
}

export interface RotationDue {
  /** ISO 8601. */
  readonly since: string
  /** Who knows it: user id or fingerprint of the removed recipient. */
  readonly because: string
}

/** Both sides of an entry that a merge could not decide. */
export interface EntryConflict {
  readonly ours: ConflictingState
  readonly theirs: ConflictingState
  /** What both follow on could not be read: a side without the entry may never have had it. */
  readonly isBaseUnknown?: true
  /** What later merges brought while it was open: each takes its turn once one of the two is taken. */
  readonly others?: readonly ConflictingState[]
}

/** An entry as one side has it, and where that side comes from. */
export interface ConflictingState extends EntryState {
  readonly from?: SideOrigin
}

/** The version of the vault that was one side of a merge. */
export interface SideOrigin {
  readonly generation: number
  /** ISO 8601. */
  readonly updatedAt: string
  /** Fingerprint of who signed it. */
  readonly updatedBy: string
  /** Of git; absent where nobody told. */
  readonly branch?: string
}

/** An entry as one side has it; without value where that side removed it. */
export interface EntryState {
  readonly value?: JsonValue
  readonly meta?: EntryMeta
}

/** The reserved name of the metadata. */
export const META_NAME = '@meshroom'

export const EMPTY_DOCUMENT: VaultDocument = { values: new Map(), meta: undefined }

/** What is known of an entry. Names are anybody's choice, `constructor` too, so only own members count. */
export function entryMeta({ meta }: VaultDocument, name: string): EntryMeta | undefined {
  return meta === undefined ? undefined : ownMember(meta.entries, name)
}

/** The member of an object whose keys are anybody's choice. */
export function ownMember<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}
