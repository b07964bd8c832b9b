import type { PrivateKey } from 'openpgp'
import { GPG_COMPATIBLE, loadOpenPgp } from './load-openpgp.ts'

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

/** User ids are printed by gpg and parsed by people's scripts: what would need escaping there is left out. */
function userId(name: string, email: string | undefined): { name: string; email?: string } {
  const cleaned = name
    .replace(/[\p{Cc}<>()\\"]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const isAddress = email !== undefined && /^[^\s<>()\\"@]+@[^\s<>()\\"@]+$/.test(email)
  return { name: cleaned === '' ? 'meshroom' : cleaned, ...(isAddress && { email }) }
}
