import type { Message } from 'openpgp'
import { SecretsError } from '../secrets-error.ts'
import { isUnmerged } from '../unmerged-file.ts'
import { envelopeBytes, envelopeDigest } from './envelope-bytes.ts'
import { loadOpenPgp } from './load-openpgp.ts'
import { repairEphemeralKeys } from './repair-ephemeral-key.ts'

/** A vault's file, parsed and still encrypted. Decrypting uses it up: parse the bytes again for a second time. */
export interface VaultMessage {
  /** As in the file, armored or not. */
  readonly bytes: Uint8Array
  readonly parsed: Message<Uint8Array>
  /** Ids of the keys it is encrypted for, in hex; zeros for a hidden recipient. */
  readonly keyIds: readonly string[]
  /** Digest of the packets that carry the session key. */
  readonly envelope: string
}

/**
 * Parses a vault's file without decrypting it.
 *
 * @throws {SecretsError} `VAULT_DAMAGED`, `VAULT_UNMERGED`
 */
export async function parseVaultMessage(bytes: Uint8Array): Promise<VaultMessage> {
  if (isUnmerged(bytes)) throw unmerged()
  try {
    const openpgp = await loadOpenPgp()
    const binary = await withoutArmor(bytes)
    const parsed = await openpgp.readMessage({ binaryMessage: binary })
    repairEphemeralKeys(parsed.packets)
    const keyIds = parsed.getEncryptionKeyIDs().map((id) => id.toHex())
    return { bytes, parsed, keyIds, envelope: envelopeDigest(envelopeBytes(binary)) }
  } catch (cause) {
    throw new SecretsError('VAULT_DAMAGED', 'the vault cannot be read: it is not an OpenPGP message', {
      hint: 'restore secrets.gpg from git',
      cause,
    })
  }
}

function unmerged(): SecretsError {
  return new SecretsError('VAULT_UNMERGED', 'git left both sides of secrets.gpg in it, with marks between them', {
    hint: 'meshroom secrets resolve merges the two by name',
  })
}

async function withoutArmor(bytes: Uint8Array): Promise<Uint8Array> {
  if (!isArmored(bytes)) return bytes
  const openpgp = await loadOpenPgp()
  const { data } = await openpgp.unarmor(new TextDecoder().decode(bytes))
  if (!(data instanceof Uint8Array)) throw new Error('a stream of armor')
  return data
}

function isArmored(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 64)).trimStart().startsWith('-----BEGIN PGP')
}
