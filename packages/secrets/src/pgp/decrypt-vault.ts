import type { Message, SessionKey } from 'openpgp'
import { SecretsError } from '../secrets-error.ts'
import { CompressedPacket } from './compressed-packet.ts'
import { loadOpenPgp } from './load-openpgp.ts'
import type { VaultMessage } from './vault-message.ts'

/** More than any vault needs; a small file that expands beyond is an attack. */
export const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024

/** What was in the file; the signature on it is not checked yet. */
export interface DecryptedVault {
  readonly payload: Uint8Array
  readonly message: Message<Uint8Array>
}

/**
 * Decrypts with the session key.
 *
 * @throws {SecretsError} `VAULT_DAMAGED` when a bit of it differs from what was written; `VAULT_TOO_LARGE`
 */
export async function decryptVault({ parsed }: VaultMessage, sessionKey: SessionKey): Promise<DecryptedVault> {
  const openpgp = await loadOpenPgp()
  const config = {
    ...openpgp.config,
    maxDecompressedMessageSize: MAX_PAYLOAD_BYTES,
    additionalAllowedPackets: [CompressedPacket],
  }
  try {
    const message = await parsed.decrypt([], [], [sessionKey], new Date(), config)
    const payload = message.getLiteralData()
    if (!(payload instanceof Uint8Array)) throw new Error('no content')
    return { payload, message: message as Message<Uint8Array> }
  } catch (cause) {
    if (isTooLarge(cause)) throw tooLarge(cause)
    throw new SecretsError('VAULT_DAMAGED', 'the vault cannot be decrypted: a part of it was changed or cut off', {
      hint: 'restore secrets.gpg from git',
      cause,
    })
  }
}

/** As openpgp.js says it for bzip2, and Node for the others. */
function isTooLarge(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  return /maximum decompressed|larger than \d+ bytes/i.test(cause.message) || isTooLarge(cause.cause)
}

function tooLarge(cause: unknown): SecretsError {
  return new SecretsError('VAULT_TOO_LARGE', `the vault expands to more than ${MAX_PAYLOAD_BYTES} bytes`, {
    hint: 'this looks like an attack: restore secrets.gpg from git, and see who changed it',
    cause,
  })
}
