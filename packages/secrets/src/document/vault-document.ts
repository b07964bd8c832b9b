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
  /** Grows by one with every write. */
  readonly generation: number
  /** ISO 8601. */
  readonly updatedAt: string
  /** Fingerprint of who signed. */
  readonly updatedBy: string
  /** Who can read it; pinned here, inside the signature. */
  readonly recipients: readonly PinnedRecipient[]
  readonly entries: Readonly<Record<string, EntryMeta>>
}

export interface PinnedRecipient {
  readonly fingerprint: string
  /** User id of the key, for people. */
  readonly name: string
}

/** What the vault knows of an entry besides its value. */
export interface EntryMeta {
  readonly owner?: SecretOwner
  readonly key?: string
  readonly updatedAt: string
  readonly updatedBy: string
  readonly binary?: true
  readonly expires?: string
}

/** The reserved name of the metadata. */
export const META_NAME = '@meshroom'

export const EMPTY_DOCUMENT: VaultDocument = { values: new Map(), meta: undefined }

/** What is known of an entry. Names are anybody's choice, `constructor` too, so only own members count. */
export function entryMeta({ meta }: VaultDocument, name: string): EntryMeta | undefined {
  return meta !== undefined && Object.hasOwn(meta.entries, name) ? meta.entries[name] : undefined
}
