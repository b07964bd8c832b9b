import { randomBytes } from 'node:crypto'
import type { Key, SessionKey } from 'openpgp'
import type { Identity } from './identity.ts'
import { GPG_COMPATIBLE, loadOpenPgp } from './load-openpgp.ts'
import { unusableKey } from './unusable-key.ts'

/** The key to a version of a vault, encrypted for each recipient. It is the head of the file. */
export interface Envelope {
  readonly sessionKey: SessionKey
  readonly bytes: Uint8Array
  /** Ids, in hex, of the keys it is encrypted for. */
  readonly keyIds: readonly string[]
}

/**
 * Makes a session key for these recipients. It is always given: left to itself openpgp.js writes packets that no gpg
 * reads as soon as every recipient's key advertises them.
 *
 * @throws {SecretsError} `RECIPIENT_EXPIRED`, `RECIPIENT_REVOKED`, `RECIPIENT_UNUSABLE`: a recipient is never left out
 */
export async function sealSessionKey(recipients: readonly Key[], date: Date): Promise<Envelope> {
  const openpgp = await loadOpenPgp()
  const keyIds = await Promise.all(recipients.map((key) => encryptionKeyId(key, date)))
  const sessionKey = { data: randomBytes(32), algorithm: 'aes256' } as const
  const options = { ...sessionKey, encryptionKeys: [...recipients], date, config: GPG_COMPATIBLE }
  const bytes = await openpgp.encryptSessionKey({ ...options, format: 'binary' })
  return { sessionKey, bytes, keyIds: keyIds.sort((a, b) => (a < b ? -1 : 1)) }
}

/** What to write. */
export interface VaultToEncrypt {
  readonly payload: Uint8Array
  readonly envelope: Envelope
  readonly signer: Identity
  readonly date: Date
}

/** Signs and encrypts; gives the file, armored. */
export async function encryptVault({ payload, envelope, signer, date }: VaultToEncrypt): Promise<Uint8Array> {
  const openpgp = await loadOpenPgp()
  const body = await openpgp.encrypt({
    message: await openpgp.createMessage({ binary: payload }),
    signature: await signer.sign(payload, date),
    sessionKey: envelope.sessionKey,
    date,
    format: 'binary',
    config: GPG_COMPATIBLE,
  })
  return new TextEncoder().encode(await armorWithChecksum(Buffer.concat([envelope.bytes, body])))
}

/** Without the checksum gpg 2.2 does not see the end where the length happens to need no padding, and exits 2. */
async function armorWithChecksum(packets: Uint8Array): Promise<string> {
  const { armor, config, enums } = await loadOpenPgp()
  return armor(enums.armor.message, packets, undefined, undefined, undefined, true, { ...config, ...GPG_COMPATIBLE })
}

/** @throws {SecretsError} `RECIPIENT_EXPIRED`, `RECIPIENT_REVOKED`, `RECIPIENT_UNUSABLE` */
export async function encryptionKeyId(key: Key, date: Date): Promise<string> {
  try {
    return (await key.getEncryptionKey(undefined, date)).getKeyID().toHex()
  } catch (cause) {
    throw await unusableKey(key, { date, cause })
  }
}
