import type { Message } from 'openpgp'
import type { PinnedRecipient } from '../document/vault-document.ts'
import { loadOpenPgp } from './load-openpgp.ts'
import { hasKeyId, type PinnedKeys } from './public-key.ts'

/** Clocks of a team differ; a signature from a clock that is ahead by less is no forgery. */
const CLOCK_SKEW_MS = 24 * 3600_000

/** Who vouches for a vault's content. */
export type SignatureFound =
  | { readonly status: 'none' }
  /** Signed by the recipient of this fingerprint, checked. */
  | { readonly status: 'good'; readonly fingerprint: string }
  /** Signed by a key that no recipient has. */
  | { readonly status: 'unknown'; readonly keyId: string }
  | { readonly status: 'bad'; readonly keyId: string; readonly reason: string }

/** Checks the signature on decrypted content against the recipients that the content names. */
export async function checkSignature(
  message: Message<Uint8Array>,
  { recipients, keyOf, date }: { recipients: readonly PinnedRecipient[]; keyOf: PinnedKeys; date: Date },
): Promise<SignatureFound> {
  const keyId = message.getSigningKeyIDs()[0]?.toHex()
  if (keyId === undefined) return { status: 'none' }
  const signer = await findSigner(recipients, { keyId, keyOf })
  if (signer === undefined) return { status: 'unknown', keyId }
  try {
    const { config } = await loadOpenPgp()
    const [found] = await message.verify([signer], new Date(date.getTime() + CLOCK_SKEW_MS), config)
    await found?.verified
    return found === undefined ? { status: 'none' } : { status: 'good', fingerprint: signer.getFingerprint() }
  } catch (error) {
    return { status: 'bad', keyId, reason: error instanceof Error ? error.message : String(error) }
  }
}

/** The id is the end of a primary's fingerprint; only a signature by a subkey needs every key to be read. */
async function findSigner(
  recipients: readonly PinnedRecipient[],
  { keyId, keyOf }: { keyId: string; keyOf: PinnedKeys },
) {
  const primary = recipients.find(({ fingerprint }) => fingerprint.endsWith(keyId))
  if (primary !== undefined) return keyOf(primary)
  for (const recipient of recipients) {
    const key = await keyOf(recipient)
    if (hasKeyId(key, keyId)) return key
  }
  return undefined
}
