import type { Acceptance, AcceptOptions } from './accept-present.ts'
import type { SessionKeyCache } from './agent/session-key-cache.ts'
import type { Finding } from './doctor/finding.ts'
import type { BlastRadius } from './document/blast-radius.ts'
import type { Gpg } from './gpg/run-gpg.ts'
import type { FileVersions, MergedFiles } from './merge-files.ts'
import type { VaultRecipients } from './recipients/vault-recipients.ts'
import type { FileSystem } from './storage/file-system.ts'
import type { FileHistory } from './trust/git-history.ts'

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
  /** Somebody who knows the value lost access at that time: it must be replaced where it is used. */
  readonly rotate?: { readonly since: string; readonly because: string }
  /** ISO 8601; when a person last said that it was replaced. */
  readonly rotatedAt?: string
  /** A merge left two values: `resolve` takes one. */
  readonly conflict?: {
    readonly ours: ConflictSide
    readonly theirs: ConflictSide
    /** What later merges brought while it was open: the one that is taken is in conflict with that then. */
    readonly others?: readonly ConflictSide[]
  }
}

/** The two sides of a merge, as git names them. */
export type Side = 'ours' | 'theirs'

/** One side of a conflict, without its value. */
export interface ConflictSide {
  /** This side removed the entry. */
  readonly removed?: boolean
  /** This side has no such entry, and nobody knows whether it had one: what both follow on could not be read. */
  readonly absent?: boolean
  /** Whose it is there: where the two differ, one of the owners loses its value. */
  readonly owner?: SecretOwner
  readonly key?: string
  /** ISO 8601; when it was changed or removed there. */
  readonly updatedAt?: string
  /** Fingerprint of who changed or removed it there. */
  readonly updatedBy?: string
  /** User id of that key, where it is that of a recipient. */
  readonly author?: string
  /** Of the vault's version that was this side. */
  readonly generation?: number
  /** What git called this side. */
  readonly branch?: string
  readonly binary?: boolean
  /** ISO 8601. */
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

/** What only a person can decide; where nobody is asked the answer is no. */
export interface ApprovalRequest {
  /**
   * `signer`: the vault was written by somebody who was none of its recipients when it was last read here.
   * `recipient`: a public key lies in the recipients' folder that was never given access; yes gives it.
   */
  readonly kind: 'signer' | 'recipient'
  readonly fingerprint: string
  /** User id of the key. */
  readonly name: string
  /** He had access once, and it was taken. */
  readonly isDeparted?: boolean
}

/** Where passphrases come from. */
export interface PassphraseSource {
  /** Whether a person answers, who may be asked again after a wrong answer. */
  readonly interactive: boolean
  /** The passphrase ('' protects the key by its file's permissions alone), or undefined when there is none. */
  ask(request: PassphraseRequest): Promise<string | undefined>
}

/** Whose name a key bears. */
export interface KeyIdentity {
  readonly name?: string | undefined
  readonly email?: string | undefined
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
  readonly identity?: KeyIdentity | (() => Promise<KeyIdentity>)
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
  /** Folder of what is remembered of vaults. Default `$XDG_STATE_HOME/meshroom/vaults`. */
  readonly stateDir?: string
  /** Fingerprints that may sign from the start. Default: those in `MESHROOM_VAULT_SIGNERS`, else whoever signed what is read first. */
  readonly trustedSigners?: readonly string[]
  /** Asks the person. Without it the answer is no. */
  readonly approve?: (request: ApprovalRequest) => Promise<boolean>
  /** Default: the git of this machine. */
  readonly history?: FileHistory
  /** Default: the gpg of this machine. */
  readonly gpg?: Gpg
  /** Default: none. {@link agentCache} asks the agent. */
  readonly sessionKeys?: SessionKeyCache
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
  /**
   * {@link Vault.set}, where nobody changed these since they were `seen` (name → value; none: it had no value), as it is under the lock.
   *
   * @throws {SecretsError} `ENTRY_CHANGED` with the names in `data`, `ENTRY_CONFLICT` where a merge has left two values of one; nothing is
   *   written then
   */
  replace(
    entries: readonly EntryInput[],
    seen: Readonly<Record<string, string>>,
  ): Promise<{ readonly changed: readonly string[] }>
  /** Writes those that have no value yet, as it is under the lock: of two writers at once, the first one's counts. Returns the names written. */
  setMissing(entries: readonly EntryInput[]): Promise<{ readonly changed: readonly string[] }>
  /** Forgets these; returns the names that were there. */
  unset(names: readonly string[]): Promise<{ readonly removed: readonly string[] }>
  /** The owner's value of that key, or undefined; never another owner's of the same name. */
  getFor(owner: SecretOwner, key: string): Promise<string | undefined>
  /**
   * A digest of the owner's value of that key, to notice a change by; undefined when there is none, or the vault is not signed yet. Its key
   * is in the vault and stays the same: who cannot read the vault cannot test a guess, and equal values of two entries give different digests.
   *
   * @throws {SecretsError} as `getFor`
   */
  digestFor(owner: SecretOwner, key: string): Promise<string | undefined>
  /** Writes all values of the owner at once. */
  setFor(
    owner: SecretOwner,
    values: Readonly<Record<string, string | Uint8Array>>,
  ): Promise<{ readonly changed: readonly string[] }>
  /** Keys the owner has a value for, sorted. */
  keysFor(owner: SecretOwner): Promise<readonly string[]>
  /** Forgets these keys of the owner, and nothing of another owner with the same name; returns the names that were there. */
  unsetFor(owner: SecretOwner, keys: readonly string[]): Promise<{ readonly removed: readonly string[] }>
  /** Forgets every entry of the owner; returns their names. */
  removeOwner(owner: SecretOwner): Promise<{ readonly removed: readonly string[] }>
  /** Who can read it. */
  readonly recipients: VaultRecipients
  /** Records that these values were replaced where they are used. */
  recordRotation(names: readonly string[]): Promise<void>
  /** Who uses a secret: its owner, and the owners of entries with the same value; undefined when there is none. */
  blastRadius(name: string): Promise<BlastRadius | undefined>
  /**
   * The value that one side of a conflict has, as `get` returns it; undefined where that side removed it.
   *
   * @throws {SecretsError} `ENTRY_MISSING` when there is no conflict of that name
   */
  getSide(name: string, side: Side): Promise<string | undefined>
  /**
   * Takes one side of a conflict that a merge left. Where later merges brought more values of it, it is in conflict with the next one then.
   *
   * @throws {SecretsError} `ENTRY_MISSING` when there is no conflict of that name
   */
  resolve(name: string, side: Side): Promise<void>
  /**
   * Merges two versions of the file that follow on one another's `base` (undefined: they have none in common), for
   * git's merge driver. Writes nothing. Where both changed an entry, the content is ours and the conflict is kept in it.
   *
   * Whoever gets access by theirs alone is asked about, or left out where nobody can be.
   *
   * @throws {SecretsError} `VAULT_MIXED` when they are different vaults, or the one that cannot be opened probably is another;
   *   `VAULT_ROLLED_BACK` when a side is older than what it comes after in git
   */
  merge(versions: FileVersions): Promise<MergedFiles>
  /** The entries of another vault, or another version of this one, that one of the person's keys opens: to be `set` here. */
  readOther(bytes: Uint8Array): Promise<readonly EntryInput[]>
  /** A version of the file as lines of names and keyed digests, for git's diff driver: equal values give equal lines, and no line gives a value. */
  describe(bytes: Uint8Array): Promise<string>
  /**
   * Goes on from what is in the file, although a newer version, or another vault, was there before; it is the newest then.
   * Writes nothing where that was not needed. Whose access was taken since is left out, unless `approve` says otherwise.
   */
  acceptPresent(options?: AcceptOptions): Promise<Acceptance>
  /** What is wrong, or soon will be, with the vault, its recipients and the keys; empty when nothing is. */
  check(): Promise<readonly Finding[]>
}
