import type { Key } from 'openpgp'
import { SecretsError, type SecretsErrorCode } from '../secrets-error.ts'

/** Why nothing can be encrypted for a key, and what to do about it. */
interface Reason {
  readonly code: SecretsErrorCode
  readonly what: string
  readonly hint: string
}

/** What openpgp.js looks for, and does not name among its dependencies, when it meets a Brainpool curve. */
const BRAINPOOL_HELPER = 'eckey-utils'

/** The error for a key that nothing can be encrypted for. */
export async function unusableKey(key: Key, { date, cause }: { date: Date; cause: unknown }): Promise<SecretsError> {
  const fingerprint = key.getFingerprint()
  const name = key.getUserIDs()[0] ?? fingerprint
  const { code, what, hint } = needsHelper(cause) ?? (await revoked(key, date)) ?? (await expired(key, date)) ?? UNFIT
  const message = `nothing can be encrypted for ${name}: ${what}`
  return new SecretsError(code, message, { hint, data: { fingerprint, name }, cause })
}

const UNFIT: Reason = {
  code: 'RECIPIENT_UNUSABLE',
  what: 'the key has no part for encryption that is valid now',
  hint: 'ask for a key with a subkey for encryption: meshroom secrets recipients add FILE; or take the access: meshroom secrets recipients remove NAME',
}

/** Where one more package is all that a key needs. */
export function needsHelper(cause: unknown): Reason | undefined {
  if (!(cause instanceof Error) || !cause.message.includes(BRAINPOOL_HELPER)) return undefined
  const hint = `npm install ${BRAINPOOL_HELPER}, beside meshroom`
  return { code: 'RECIPIENT_UNUSABLE', what: 'Brainpool curves need one more package', hint }
}

async function revoked(key: Key, date: Date): Promise<Reason | undefined> {
  if (!(await key.isRevoked(undefined, undefined, date))) return undefined
  const hint =
    'take the access: meshroom secrets recipients remove NAME; give it to the key that replaces this one: meshroom secrets recipients add FILE'
  return { code: 'RECIPIENT_REVOKED', what: 'the key was revoked', hint }
}

async function expired(key: Key, date: Date): Promise<Reason | undefined> {
  const expires = await key.getExpirationTime().catch(() => null)
  if (!(expires instanceof Date) || expires > date) return undefined
  const hint =
    'ask for the key with its new expiry date: meshroom secrets recipients add FILE; or take the access: meshroom secrets recipients remove NAME'
  return { code: 'RECIPIENT_EXPIRED', what: `the key expired on ${expires.toISOString().slice(0, 10)}`, hint }
}
