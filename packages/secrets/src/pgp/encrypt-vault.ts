import { randomBytes } from 'node:crypto'
import type { Key, SessionKey } from 'openpgp'
import { SecretsError, type SecretsErrorCode } from '../secrets-error.ts'
import type { Identity } from './identity.ts'
import { GPG_COMPATIBLE, loadOpenPgp } from './load-openpgp.ts'

/** What to write for whom. */
export interface VaultToEncrypt {
  readonly payload: Uint8Array
  readonly recipients: readonly Key[]
  readonly signer: Identity
  readonly date: Date
}

/** The file's new content, and the key to it for whoever caches such. */
export interface EncryptedVault {
  readonly bytes: Uint8Array
  readonly sessionKey: SessionKey
}

/**
 * Signs and encrypts, armored. The session key is always given: left to itself openpgp.js writes packets that no
 * gpg reads as soon as every recipient's key advertises them.
 *
 * @throws {SecretsError} `RECIPIENT_EXPIRED`, `RECIPIENT_REVOKED`, `RECIPIENT_UNUSABLE`: a recipient is never left out
 */
export async function encryptVault({ payload, recipients, signer, date }: VaultToEncrypt): Promise<EncryptedVault> {
  const openpgp = await loadOpenPgp()
  const sessionKey: SessionKey = { data: randomBytes(32), algorithm: 'aes256' }
  const armored = await openpgp.encrypt({
    message: await openpgp.createMessage({ binary: payload }),
    encryptionKeys: [...recipients],
    signature: await signer.sign(payload, date),
    sessionKey,
    date,
    format: 'armored',
    config: GPG_COMPATIBLE,
  })
  return { bytes: new TextEncoder().encode(armored), sessionKey }
}

/**
 * Ids, in hex, of the parts that are encrypted for.
 *
 * @throws {SecretsError} saying why nothing can be encrypted for one of them
 */
export async function encryptionKeyIds(recipients: readonly Key[], date: Date): Promise<string[]> {
  const ids = await Promise.all(recipients.map((key) => encryptionKeyId(key, date)))
  return ids.sort((a, b) => (a < b ? -1 : 1))
}

/** @throws {SecretsError} `RECIPIENT_EXPIRED`, `RECIPIENT_REVOKED`, `RECIPIENT_UNUSABLE` */
export async function encryptionKeyId(key: Key, date: Date): Promise<string> {
  try {
    return (await key.getEncryptionKey(undefined, date)).getKeyID().toHex()
  } catch (cause) {
    throw await unusable(key, date, cause)
  }
}

async function unusable(key: Key, date: Date, cause: unknown): Promise<SecretsError> {
  const fingerprint = key.getFingerprint()
  const name = key.getUserIDs()[0] ?? fingerprint
  const { code, what, hint } = await whyUnusable(key, date)
  return new SecretsError(code, `nothing can be encrypted for ${name}: ${what}`, {
    hint,
    data: { fingerprint, name },
    cause,
  })
}

async function whyUnusable(key: Key, date: Date): Promise<{ code: SecretsErrorCode; what: string; hint: string }> {
  if (await key.isRevoked(undefined, undefined, date)) {
    return {
      code: 'RECIPIENT_REVOKED',
      what: 'the key was revoked',
      hint: 'remove this recipient, or take the key that replaces it',
    }
  }
  const expires = await key.getExpirationTime().catch(() => null)
  if (expires instanceof Date && expires <= date) {
    const hint = 'ask for the key with its new expiry date, or remove this recipient'
    return { code: 'RECIPIENT_EXPIRED', what: `the key expired on ${expires.toISOString().slice(0, 10)}`, hint }
  }
  const hint = 'ask for a key with a subkey for encryption, or remove this recipient'
  return { code: 'RECIPIENT_UNUSABLE', what: 'the key has no part for encryption that is valid now', hint }
}
