import type { Key, SessionKey, Signature } from 'openpgp'
import type { VaultMessage } from './vault-message.ts'

/** Somebody who can open and sign a vault: a private key of ours, or the person's gpg. */
export interface Identity {
  /** In lower case. */
  readonly fingerprint: string
  readonly publicKey: Key
  /**
   * The session key, or undefined when the message is not encrypted for this identity.
   *
   * @throws {SecretsError} when it is, and the key cannot be used: `PASSPHRASE_REQUIRED`, `PASSPHRASE_WRONG`, `KEY_UNUSABLE`
   */
  openSessionKey(message: VaultMessage): Promise<SessionKey | undefined>
  /** A detached binary signature. */
  sign(payload: Uint8Array, date: Date): Promise<Signature>
}
