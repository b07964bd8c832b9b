import type { Key } from 'openpgp'
import type { Identity } from '../pgp/identity.ts'
import { needsHelper } from '../pgp/unusable-key.ts'
import { SecretsError } from '../secrets-error.ts'

/**
 * That one's own key can sign, and be encrypted for, at that time. An expired one still reads.
 *
 * @throws {SecretsError} `KEY_EXPIRED`, `KEY_UNUSABLE`
 */
export async function assertCanWrite({ publicKey }: Identity, date: Date): Promise<void> {
  try {
    await publicKey.getSigningKey(undefined, date)
    await publicKey.getEncryptionKey(undefined, date)
  } catch (cause) {
    throw (await expired(publicKey, { date, cause })) ?? unusable(publicKey, cause)
  }
}

async function expired(key: Key, { date, cause }: { readonly date: Date; readonly cause: unknown }) {
  const [whole, reading] = await Promise.all([
    key.getExpirationTime().catch(() => null),
    key.getEncryptionKey(undefined, date).catch(() => undefined),
  ])
  const isOver = whole instanceof Date && whole <= date
  if (!isOver && reading !== undefined) return undefined
  const fingerprint = key.getFingerprint()
  const when = isOver ? ` on ${whole.toISOString().slice(0, 10)}` : ''
  return new SecretsError(
    'KEY_EXPIRED',
    `your key ${key.getUserIDs()[0] ?? ''} expired${when}: it reads, and writes no more`,
    {
      hint: `give it a later date in gpg (gpg --quick-set-expire ${fingerprint} 1y, and once more with '*' behind it for its subkeys); where it does not lie in your gpg alone: gpg --armor --export-secret-keys ${fingerprint} > FILE, and meshroom secrets key import FILE`,
      data: { fingerprint },
      cause,
    },
  )
}

function unusable(key: Key, cause: unknown): SecretsError {
  const { what, hint } = needsHelper(cause) ?? UNFIT
  return new SecretsError('KEY_UNUSABLE', `your key ${key.getUserIDs()[0] ?? ''} cannot write: ${what}`, {
    hint,
    data: { fingerprint: key.getFingerprint() },
    cause,
  })
}

const UNFIT = {
  what: 'it has no part that signs, or none to encrypt for',
  hint: 'make another with meshroom secrets key create, and have somebody who can write give it access: meshroom secrets recipients add FILE',
}
