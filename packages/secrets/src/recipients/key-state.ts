import type { Key } from 'openpgp'
import { encryptionKeyId } from '../pgp/encrypt-vault.ts'
import { SecretsError, type SecretsErrorCode } from '../secrets-error.ts'

/** Whether something can be encrypted for a key. */
export interface KeyState {
  /** `usable`, or why not. */
  readonly state: 'usable' | 'expired' | 'revoked' | 'unusable'
  /** ISO 8601; absent when it never does. */
  readonly expiresAt?: string
}

const STATES: Partial<Record<SecretsErrorCode, KeyState['state']>> = {
  RECIPIENT_EXPIRED: 'expired',
  RECIPIENT_REVOKED: 'revoked',
}

/** The state of a key at a time. */
export async function keyState(key: Key, date: Date): Promise<KeyState> {
  const expires = await key.getExpirationTime().catch(() => null)
  const expiresAt = expires instanceof Date ? { expiresAt: expires.toISOString() } : {}
  try {
    await encryptionKeyId(key, date)
    return { state: 'usable', ...expiresAt }
  } catch (error) {
    const state = error instanceof SecretsError ? STATES[error.code] : undefined
    return { state: state ?? 'unusable', ...expiresAt }
  }
}
