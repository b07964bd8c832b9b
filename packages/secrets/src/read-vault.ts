import type { SessionKey } from 'openpgp'
import type { SessionKeyCache } from './agent/session-key-cache.ts'
import { fileDigest } from './agent/session-key-cache.ts'
import { parseDocument } from './document/parse-document.ts'
import type { VaultDocument } from './document/vault-document.ts'
import type { Gpg } from './gpg/run-gpg.ts'
import type { KeyRing } from './keys/key-ring.ts'
import { checkSignature } from './pgp/check-signature.ts'
import { decryptPlainly } from './pgp/decrypt-plainly.ts'
import { decryptVault } from './pgp/decrypt-vault.ts'
import type { Identity } from './pgp/identity.ts'
import type { PinnedKeys } from './pgp/public-key.ts'
import { parseVaultMessage } from './pgp/vault-message.ts'
import { SecretsError } from './secrets-error.ts'
import { type FileSystem, orMissing } from './storage/file-system.ts'
import { assertNeverSigned } from './trust/assert-never-signed.ts'
import { assertKnownOrigin, findMisplaced, rememberVersion, type TrustPorts } from './trust/assert-trusted.ts'
import { newerVersions } from './trust/judge-vault.ts'
import { wasSeen } from './trust/vault-memory.ts'

/** What reading and writing a vault works with. */
export interface VaultPorts extends TrustPorts {
  readonly fs: FileSystem
  readonly gpg: Gpg
  readonly file: string
  readonly recipientsDir: string
  readonly keys: KeyRing
  /** Whether a person may be asked for a passphrase: that takes long. */
  readonly isInteractive: boolean
  /** Reads the recipients' keys. */
  readonly keyOf: PinnedKeys
  readonly sessionKeys: SessionKeyCache
  readonly clock: () => Date
  readonly lockTimeoutMs: number
}

/** A vault that was read, and how. */
export interface OpenedVault {
  /** The file as it was. */
  readonly bytes: Uint8Array
  readonly document: VaultDocument
  /** Whose key opened it; undefined when a cached session key did. */
  readonly identity: Identity | undefined
  /** Ids of the keys that the file is encrypted for, in hex. */
  readonly keyIds: readonly string[]
}

/** How to read. */
export interface ReadOptions {
  /** Given back when the file is still the same. */
  readonly previous?: OpenedVault | undefined
  /** Takes a version that was rolled back, or another vault: the person wants it. */
  readonly acceptPresent?: boolean
}

/**
 * Reads, decrypts and checks the file. Undefined when there is none.
 *
 * @throws {SecretsError} `KEY_MISSING`, `KEY_UNUSABLE`, `PASSPHRASE_REQUIRED`, `PASSPHRASE_WRONG`, `RECIPIENT_INJECTED`,
 *   `SIGNER_UNKNOWN`, `VAULT_DAMAGED`, `VAULT_FORGED`, `VAULT_NEWER`, `VAULT_REPLACED`, `VAULT_ROLLED_BACK`, `VAULT_TOO_LARGE`, `VAULT_UNSIGNED`
 */
export async function readVault(ports: VaultPorts, options: ReadOptions = {}): Promise<OpenedVault | undefined> {
  const bytes = await orMissing(ports.fs.read(ports.file))
  if (bytes === undefined) return undefined
  if (options.previous !== undefined && isSame(bytes, options.previous.bytes)) return options.previous
  const known = options.acceptPresent ? undefined : await openKnown(ports, bytes)
  if (known !== undefined) return known
  const { signature, envelope, ...opened } = await openBytes(ports, bytes)
  if (opened.document.meta === undefined)
    await assertNeverSigned(ports.file, ports.history, (version) => decryptBytes(ports, version))
  const version = { ...opened, file: ports.file, signature, envelope }
  const problem = options.acceptPresent ? undefined : await findMisplaced(ports, version)
  if (problem !== undefined) return readAgain(ports, bytes, problem)
  await rememberVersion(ports, version)
  return opened
}

/**
 * Opens the very bytes that were opened and judged on this machine before, with their cached session key: who signed them need not be asked
 * again, and openpgp, which takes longest, need not be loaded. Undefined where anything is less certain than that.
 */
async function openKnown(ports: VaultPorts, bytes: Uint8Array): Promise<OpenedVault | undefined> {
  const { sessionKeys, memory, trustedSigners, file } = ports
  const sessionKey = trustedSigners.length === 0 ? await sessionKeys.get(fileDigest(bytes)) : undefined
  const plain = sessionKey && decryptPlainly(bytes, sessionKey)
  if (plain === undefined) return undefined
  const document = parseDocument(plain.payload)
  const known = await memory.of(document.meta?.vault)
  const isHere = document.meta !== undefined && (await memory.at(file)).includes(document.meta.vault)
  const isPlaced = isHere && newerVersions(document, known).length === 0
  return isPlaced && wasSeen(bytes, known) ? { bytes, document, identity: undefined, keyIds: plain.keyIds } : undefined
}

/** Opens content that need not be in the file, and checks who it comes from; `beside` is a version of the vault that is trusted already. */
export async function openBytes(ports: VaultPorts, bytes: Uint8Array, beside?: VaultDocument) {
  const opened = await decryptBytes(ports, bytes)
  await assertKnownOrigin(ports, { ...opened, file: ports.file }, beside)
  return opened
}

/** Opens content, with the cached session key if there is one. */
export async function decryptBytes(ports: VaultPorts, bytes: Uint8Array) {
  const cached = await ports.sessionKeys.get(fileDigest(bytes))
  if (cached === undefined) return decryptWithKey(ports, bytes)
  try {
    return await decryptWith(ports, bytes, { sessionKey: cached, identity: undefined })
  } catch (error) {
    if (error instanceof SecretsError && error.code === 'VAULT_DAMAGED') return decryptWithKey(ports, bytes)
    throw error
  }
}

/** Opens content with one of the person's keys. */
export async function decryptWithKey(ports: VaultPorts, bytes: Uint8Array) {
  const opener = await ports.keys.open(await parseVaultMessage(bytes))
  const opened = await decryptWith(ports, bytes, opener)
  await ports.sessionKeys.put(fileDigest(bytes), opener.sessionKey)
  return opened
}

interface Opener {
  readonly sessionKey: SessionKey
  readonly identity: Identity | undefined
}

async function decryptWith({ clock, keyOf }: VaultPorts, bytes: Uint8Array, { sessionKey, identity }: Opener) {
  const sealed = await parseVaultMessage(bytes)
  const { payload, message } = await decryptVault(sealed, sessionKey)
  const document = parseDocument(payload)
  const recipients = document.meta?.recipients ?? []
  const signature = await checkSignature(message, { recipients, keyOf, date: clock() })
  return { bytes, document, identity, keyIds: sealed.keyIds, envelope: sealed.envelope, signature }
}

/** Another writer may have replaced the file since it was read; the newer version is known before this one was judged. */
async function readAgain(
  ports: VaultPorts,
  before: Uint8Array,
  problem: SecretsError,
): Promise<OpenedVault | undefined> {
  const bytes = await orMissing(ports.fs.read(ports.file))
  if (bytes !== undefined && isSame(bytes, before)) throw problem
  return readVault(ports)
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
