import type { Key } from 'openpgp'
import type { PinnedRecipient } from '../document/vault-document.ts'
import { SecretsError } from '../secrets-error.ts'
import { isUnmerged } from '../unmerged-file.ts'
import { loadOpenPgp } from './load-openpgp.ts'

/**
 * A public key as text.
 *
 * @throws {SecretsError} `RECIPIENT_UNUSABLE` when there is none in it, or one that gpg 2.2 could not encrypt for
 */
export async function parsePublicKey(armored: string, where: string): Promise<Key> {
  if (isUnmerged(new TextEncoder().encode(armored))) throw unmergedKey(where)
  const openpgp = await loadOpenPgp()
  const key = await openpgp.readKey({ armoredKey: armored }).catch((cause: unknown) => {
    throw new SecretsError('RECIPIENT_UNUSABLE', `${where} holds no armored public key`, {
      hint: 'write one with `gpg --armor --export NAME`',
      file: where,
      cause,
    })
  })
  assertReadableByGpg(key)
  return key.toPublic()
}

function unmergedKey(file: string): SecretsError {
  return new SecretsError('RECIPIENT_UNUSABLE', `git left both sides of ${file} in it, with marks between them`, {
    hint: `take either, the vault knows the key: git checkout --ours -- ${file}, and git add ${file}; or remove it, and the next change writes the right one`,
    file,
  })
}

/** @throws {SecretsError} `RECIPIENT_UNUSABLE`: gpg knows no keys of version 6 */
export function assertReadableByGpg(key: Key): void {
  if (key.keyPacket.version === 4) return
  throw new SecretsError(
    'RECIPIENT_UNUSABLE',
    `the key ${key.getFingerprint()} is of version ${key.keyPacket.version}`,
    {
      hint: 'make one of version 4, which every gpg reads: gpg --quick-generate-key NAME',
      data: { fingerprint: key.getFingerprint(), version: key.keyPacket.version },
    },
  )
}

/** The key as the vault pins it, without what others certified about it. */
export function pinRecipient(key: Key, options: { readonly recovery?: true } = {}): PinnedRecipient {
  const bare = key.toPublic()
  for (const user of bare.users) user.otherCertifications = []
  return {
    fingerprint: bare.getFingerprint(),
    name: bare.getUserIDs()[0] ?? '',
    key: Buffer.from(bare.write()).toString('base64'),
    ...options,
  }
}

/**
 * Reads the keys of pinned recipients, each once: what was checked of a key's own signatures is kept in it.
 *
 * @throws {SecretsError} `VAULT_DAMAGED` when a key is not the one of its fingerprint
 */
export type PinnedKeys = (recipient: PinnedRecipient) => Promise<Key>

export function pinnedKeys(): PinnedKeys {
  const known = new Map<string, Promise<Key>>()
  return (recipient) => {
    const id = `${recipient.fingerprint} ${recipient.key}`
    const key = known.get(id) ?? readPinnedKey(recipient)
    known.set(id, key)
    return key
  }
}

async function readPinnedKey({ fingerprint, key }: PinnedRecipient): Promise<Key> {
  const openpgp = await loadOpenPgp()
  const parsed = await openpgp.readKey({ binaryKey: Buffer.from(key, 'base64') }).catch(() => undefined)
  if (parsed?.getFingerprint() === fingerprint) return parsed
  throw new SecretsError(
    'VAULT_DAMAGED',
    `the vault pins a key under the fingerprint ${fingerprint} that is not its own`,
  )
}

/** Whether the id, in hex, is that of the key or one of its parts. */
export function hasKeyId(key: Key, id: string): boolean {
  return key.getFingerprint() === id || key.getKeyIDs().some((each) => each.toHex() === id)
}
