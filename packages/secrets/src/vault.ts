import type { FileSystem } from './storage/file-system.ts'

/** Whose a secret is. */
export type SecretOwner =
  | { readonly kind: 'instance'; readonly product: string; readonly instance: string }
  | {
      readonly kind: 'plug'
      readonly source: string
      readonly destination: string
      readonly topic: string
      readonly mode: 'push' | 'pull'
    }

/** One entry of the vault, without its value. */
export interface EntryInfo {
  readonly name: string
  /** Whose it is; absent for entries written without an owner. */
  readonly owner?: SecretOwner
  /** What its owner calls it, e.g. `API_KEY`. */
  readonly key?: string
  /** ISO 8601. */
  readonly updatedAt?: string
  /** Fingerprint of the key that signed the change. */
  readonly updatedBy?: string
  /** The value is bytes; `get` returns them in base64. */
  readonly binary?: boolean
  /** ISO 8601; a reminder, the value can still be read after it. */
  readonly expires?: string
}

/** One value to write. */
export interface EntryInput {
  readonly name: string
  /** Text of any Unicode, or bytes. */
  readonly value: string | Uint8Array
  readonly owner?: SecretOwner
  /** What the owner calls it; needed with `owner`. */
  readonly key?: string
  /** When it should be replaced. */
  readonly expires?: Date
}

/** Why a passphrase is asked for. */
export interface PassphraseRequest {
  /** `new`: for a key about to be made; `unlock`: of a key that exists. */
  readonly purpose: 'new' | 'unlock'
  /** Of the key to unlock. */
  readonly fingerprint?: string
  /** Whose key it is, e.g. `Ada <ada@example.org>`. */
  readonly userId?: string
  /** 1 for the first time, 2 after a wrong answer, … */
  readonly attempt: number
}

/** Where passphrases come from. */
export interface PassphraseSource {
  /** Whether a person answers, who may be asked again after a wrong answer. */
  readonly interactive: boolean
  /** The passphrase ('' protects the key by its file's permissions alone), or undefined when there is none. */
  ask(request: PassphraseRequest): Promise<string | undefined>
}

/** What {@link openVault} takes. */
export interface VaultOptions {
  /** The vault's file, usually `secrets.gpg` at the project's root. Need not exist. */
  readonly file: string
  /** Folder of private keys. Default `$XDG_CONFIG_HOME/meshroom/keys`. */
  readonly keyDir?: string
  /** Folder of the recipients' public keys. Default: `recipients` beside the file. */
  readonly recipientsDir?: string
  /** Default: {@link passphraseFrom} the environment, without a prompt. */
  readonly passphrase?: PassphraseSource
  /** Whose name a new key bears. Default: the user's name on this machine. */
  readonly identity?: { readonly name?: string; readonly email?: string }
  /** Fingerprint of the key to use, where there are several. */
  readonly key?: string
  readonly clock?: () => Date
  /** How long to wait for another writer, in milliseconds. Default 10,000. */
  readonly lockTimeoutMs?: number
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Default: this machine's. */
  readonly fileSystem?: FileSystem
  /**
   * Who there is that may own entries. Decides whose an entry without owner is (the Python tool wrote such):
   * one that could belong to two of these belongs to neither.
   */
  readonly knownOwners?: () => Promise<readonly SecretOwner[]>
}

/** A vault of secrets in one file. Every call reads the file anew when it has changed. */
export interface Vault {
  /** The value (base64 of a binary one), or undefined when there is none. */
  get(name: string): Promise<string | undefined>
  /** The value's bytes (UTF-8 of a text), or undefined when there is none. */
  getBytes(name: string): Promise<Uint8Array | undefined>
  /** All entries, sorted by name; never values. Empty, and asks for no key, while there is no file. */
  list(): Promise<readonly EntryInfo[]>
  /** Writes all at once; returns the names whose value or metadata differ from before. Writes nothing when none does. */
  set(entries: readonly EntryInput[]): Promise<{ readonly changed: readonly string[] }>
  /** Forgets these; returns the names that were there. */
  unset(names: readonly string[]): Promise<{ readonly removed: readonly string[] }>
  /** The owner's value of that key, or undefined; never another owner's of the same name. */
  getFor(owner: SecretOwner, key: string): Promise<string | undefined>
  /** Writes all values of the owner at once. */
  setFor(
    owner: SecretOwner,
    values: Readonly<Record<string, string | Uint8Array>>,
  ): Promise<{ readonly changed: readonly string[] }>
  /** Keys the owner has a value for, sorted. */
  keysFor(owner: SecretOwner): Promise<readonly string[]>
  /** Forgets every entry of the owner; returns their names. */
  removeOwner(owner: SecretOwner): Promise<{ readonly removed: readonly string[] }>
}
