import type { Key, SessionKey } from 'openpgp'
import { SecretsError } from '../secrets-error.ts'
import { loadOpenPgp } from './load-openpgp.ts'
import type { VaultMessage } from './vault-message.ts'

/** More than any vault needs; a small file that expands beyond is an attack. */
export const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024

/** Clocks of a team differ; a signature from a clock that is ahead by less is no forgery. */
const CLOCK_SKEW_MS = 24 * 3600_000

/** What was in the file, and who vouches for it. */
export interface DecryptedVault {
  readonly payload: Uint8Array
  readonly signature:
    | { readonly status: 'none' }
    /** Signed by the key of this fingerprint, checked. */
    | { readonly status: 'good'; readonly fingerprint: string }
    /** Signed by a key that is not at hand. */
    | { readonly status: 'unknown'; readonly keyId: string }
    | { readonly status: 'bad'; readonly reason: string }
}

/**
 * Decrypts with the session key and checks the signature inside against these keys.
 *
 * @throws {SecretsError} `VAULT_DAMAGED` when a bit of it differs from what was written; `VAULT_TOO_LARGE`
 */
export async function decryptVault(
  message: VaultMessage,
  { sessionKey, signers, date }: { sessionKey: SessionKey; signers: readonly Key[]; date: Date },
): Promise<DecryptedVault> {
  const openpgp = await loadOpenPgp()
  try {
    const { data, signatures } = await openpgp.decrypt({
      message: message.parsed,
      sessionKeys: [sessionKey],
      verificationKeys: [...signers],
      format: 'binary',
      date: new Date(date.getTime() + CLOCK_SKEW_MS),
      config: { maxDecompressedMessageSize: MAX_PAYLOAD_BYTES },
    })
    return { payload: data, signature: await checkSignature(signatures[0], signers) }
  } catch (cause) {
    if (cause instanceof Error && /maximum decompressed/i.test(cause.message)) throw tooLarge(cause)
    throw damaged('it cannot be decrypted: a part of it was changed or cut off', cause)
  }
}

type FoundSignature = Awaited<ReturnType<typeof import('openpgp')['decrypt']>>['signatures'][number]

async function checkSignature(
  found: FoundSignature | undefined,
  signers: readonly Key[],
): Promise<DecryptedVault['signature']> {
  if (found === undefined) return { status: 'none' }
  const signer = signers.find((key) => key.getKeys(found.keyID).length > 0)
  if (signer === undefined) return { status: 'unknown', keyId: found.keyID.toHex() }
  try {
    await found.verified
    return { status: 'good', fingerprint: signer.getFingerprint() }
  } catch (error) {
    return { status: 'bad', reason: error instanceof Error ? error.message : String(error) }
  }
}

function damaged(what: string, cause: unknown): SecretsError {
  return new SecretsError('VAULT_DAMAGED', `the vault cannot be read: ${what}`, {
    hint: 'restore secrets.gpg from git',
    cause,
  })
}

function tooLarge(cause: unknown): SecretsError {
  return new SecretsError('VAULT_TOO_LARGE', `the vault expands to more than ${MAX_PAYLOAD_BYTES} bytes`, {
    hint: 'this looks like an attack: restore secrets.gpg from git, and see who changed it',
    cause,
  })
}
