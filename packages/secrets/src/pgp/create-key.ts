import type { PrivateKey } from 'openpgp'
import { GPG_COMPATIBLE, loadOpenPgp } from './load-openpgp.ts'
import { userId } from './user-id.ts'

/** Whose key, and how protected. */
export interface NewKey {
  readonly name: string
  readonly email?: string
  /** Empty: not protected by a passphrase. */
  readonly passphrase: string
  readonly date: Date
}

/** Makes a v4 key of Ed25519 and Curve25519 in the legacy form: gpg refuses the form that RFC 9580 prefers. */
export async function createKey({ name, email, passphrase, date }: NewKey): Promise<PrivateKey> {
  const openpgp = await loadOpenPgp()
  const { privateKey } = await openpgp.generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs: [userId(name, email)],
    ...(passphrase !== '' && { passphrase }),
    date,
    format: 'object',
    config: GPG_COMPATIBLE,
  })
  return privateKey
}
