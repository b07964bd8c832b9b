import type { Key, SessionKey } from 'openpgp'
import type { Identity } from '../pgp/identity.ts'
import { loadOpenPgp } from '../pgp/load-openpgp.ts'
import type { VaultMessage } from '../pgp/vault-message.ts'
import { SecretsError } from '../secrets-error.ts'
import type { Gpg } from './run-gpg.ts'

/** What the person's gpg makes of a message: its session key, and whose key it was. */
export interface GpgOpened {
  readonly sessionKey: SessionKey
  readonly identity: Identity
}

/**
 * Opens a message through the person's own keyring, agent or smartcard.
 * Undefined when gpg is absent or holds no key for it.
 *
 * @throws {SecretsError} `PASSPHRASE_REQUIRED` when it holds the key and could not use it
 */
export async function openWithGpg(gpg: Gpg, message: VaultMessage): Promise<GpgOpened | undefined> {
  const result = await gpg.run(['--show-session-key', '--output', '-', '--decrypt'], message.bytes)
  if (result === undefined) return undefined
  const sessionKey = parseSessionKey(result.status)
  const primary = primaryFingerprint(result.status)
  if (sessionKey === undefined || primary === undefined) {
    if (isRefused(result.status)) throw refused()
    return undefined
  }
  return { sessionKey, identity: gpgIdentity(gpg, await exportPublicKey(gpg, primary)) }
}

/**
 * The public key of this fingerprint or key id in the person's keyring, or undefined.
 */
export async function findPublicKey(gpg: Gpg, id: string): Promise<Key | undefined> {
  const openpgp = await loadOpenPgp()
  const result = await gpg.run(['--export', `0x${id}`])
  if (result === undefined || result.stdout.length === 0) return undefined
  return openpgp.readKey({ binaryKey: result.stdout })
}

/** An identity of a key in the person's gpg, or undefined when gpg has no secret half of it. */
export async function gpgIdentityOf(gpg: Gpg, fingerprint: string): Promise<Identity | undefined> {
  const result = await gpg.run(['--with-colons', '--list-secret-keys', `0x${fingerprint}`])
  if (result?.code !== 0) return undefined
  const publicKey = await findPublicKey(gpg, fingerprint)
  return publicKey === undefined ? undefined : gpgIdentity(gpg, publicKey)
}

function gpgIdentity(gpg: Gpg, publicKey: Key): Identity {
  const fingerprint = publicKey.getFingerprint()
  return {
    fingerprint,
    publicKey,
    openSessionKey: async (message) => (await openWithGpg(gpg, message))?.sessionKey,
    sign: async (payload) => {
      const openpgp = await loadOpenPgp()
      const result = await gpg.run(['--local-user', `0x${fingerprint}`, '--detach-sign', '--output', '-'], payload)
      if (result === undefined || result.stdout.length === 0) throw refused()
      return openpgp.readSignature({ binarySignature: result.stdout })
    },
  }
}

async function exportPublicKey(gpg: Gpg, fingerprint: string): Promise<Key> {
  const key = await findPublicKey(gpg, fingerprint)
  if (key !== undefined) return key
  throw new SecretsError('KEY_UNUSABLE', `gpg opened the vault with ${fingerprint}, but does not give its public key`, {
    hint: `import it: gpg --import recipients/${fingerprint.toLowerCase()}.asc`,
  })
}

const SYMMETRIC: Readonly<Record<string, SessionKey['algorithm']>> = {
  2: 'tripledes',
  3: 'cast5',
  4: 'blowfish',
  7: 'aes128',
  8: 'aes192',
  9: 'aes256',
  10: 'twofish',
}

/** `SESSION_KEY <algorithm>:<hex>` */
function parseSessionKey(status: readonly string[]): SessionKey | undefined {
  const [, algorithm, hex] = find(status, /^SESSION_KEY (\d+):([0-9A-Fa-f]+)$/) ?? []
  const name = algorithm === undefined ? undefined : SYMMETRIC[algorithm]
  return name === undefined || hex === undefined ? undefined : { algorithm: name, data: Buffer.from(hex, 'hex') }
}

/** `DECRYPTION_KEY <fingerprint of the part> <fingerprint of the primary> <trust>` */
function primaryFingerprint(status: readonly string[]): string | undefined {
  return find(status, /^DECRYPTION_KEY [0-9A-F]+ ([0-9A-F]+)/)?.[1]
}

/** gpg has the key, and neither its agent nor a person unlocked it. */
function isRefused(status: readonly string[]): boolean {
  return find(status, /^(INQUIRE_MAXLEN|PINENTRY_LAUNCHED|ERROR pkdecrypt_failed)/) !== undefined
}

function find(status: readonly string[], pattern: RegExp): RegExpExecArray | undefined {
  return status.map((line) => pattern.exec(line)).find((match) => match !== null) ?? undefined
}

function refused(): SecretsError {
  return new SecretsError('PASSPHRASE_REQUIRED', 'your gpg holds a key for the vault, but did not unlock it', {
    hint: 'unlock it in the agent first: gpg --decrypt secrets.gpg',
  })
}
