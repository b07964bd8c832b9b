import type { Key } from 'openpgp'
import { parseDocument } from './document/parse-document.ts'
import type { VaultDocument } from './document/vault-document.ts'
import type { Gpg } from './gpg/run-gpg.ts'
import type { KeyRing } from './keys/key-ring.ts'
import { readRecipientFolder } from './keys/recipient-folder.ts'
import { decryptVault } from './pgp/decrypt-vault.ts'
import type { Identity } from './pgp/identity.ts'
import { parseVaultMessage } from './pgp/vault-message.ts'
import { type FileSystem, orMissing } from './storage/file-system.ts'
import { checkOrigin } from './trust/check-origin.ts'

/** What reading and writing a vault works with. */
export interface VaultPorts {
  readonly fs: FileSystem
  readonly gpg: Gpg
  readonly file: string
  readonly recipientsDir: string
  readonly keys: KeyRing
  readonly clock: () => Date
  readonly lockTimeoutMs: number
}

/** A vault that was read, and how. */
export interface OpenedVault {
  /** The file as it was. */
  readonly bytes: Uint8Array
  readonly document: VaultDocument
  /** Whose key opened it. */
  readonly identity: Identity
  /** Ids of the keys that the file is encrypted for, in hex. */
  readonly keyIds: readonly string[]
}

/**
 * Reads, decrypts and checks the file. Undefined when there is none; `previous` is given back when the file is the same.
 *
 * @throws {SecretsError} `KEY_MISSING`, `KEY_UNUSABLE`, `PASSPHRASE_REQUIRED`, `PASSPHRASE_WRONG`, `VAULT_DAMAGED`,
 *   `VAULT_FORGED`, `VAULT_NEWER`, `VAULT_TOO_LARGE`, `VAULT_UNSIGNED`
 */
export async function readVault(
  ports: VaultPorts,
  previous: OpenedVault | undefined,
): Promise<OpenedVault | undefined> {
  const bytes = await orMissing(ports.fs.read(ports.file))
  if (bytes === undefined) return undefined
  if (previous !== undefined && Buffer.from(bytes).equals(previous.bytes)) return previous
  return openBytes(ports, bytes)
}

/** Opens content that may, or may not yet, be in the file. */
export async function openBytes(ports: VaultPorts, bytes: Uint8Array): Promise<OpenedVault> {
  const message = await parseVaultMessage(bytes)
  const { identity, sessionKey } = await ports.keys.open(message)
  const signers = await keysAtHand(ports, identity)
  const { payload, signature } = await decryptVault(message, { sessionKey, signers, date: ports.clock() })
  const document = parseDocument(payload)
  checkOrigin(document, signature)
  return { bytes, document, identity, keyIds: message.keyIds }
}

/** Public keys of the recipients' folder and of the person. */
export async function keysAtHand(ports: VaultPorts, identity: Identity): Promise<Key[]> {
  const own = (await ports.keys.identities()).map((each) => each.publicKey)
  return [identity.publicKey, ...own, ...(await readRecipientFolder(ports.fs, ports.recipientsDir))]
}
