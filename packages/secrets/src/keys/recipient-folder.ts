import { join } from 'node:path'
import type { Key } from 'openpgp'
import { loadOpenPgp } from '../pgp/load-openpgp.ts'
import { SecretsError } from '../secrets-error.ts'
import { type FileSystem, orMissing } from '../storage/file-system.ts'
import { writeAtomic } from '../storage/write-atomic.ts'

/** The public keys in the folder, by file name. A file that holds another key than it is named after is refused. */
export async function readRecipientFolder(fs: FileSystem, folder: string): Promise<Key[]> {
  const names = (await orMissing(fs.list(folder))) ?? []
  const files = names.filter((name) => /^[0-9a-f]{40,64}\.asc$/.test(name)).sort((a, b) => (a < b ? -1 : 1))
  return Promise.all(files.map((name) => readPublicKey(fs, folder, name)))
}

/** Keeps a public key as `<fingerprint>.asc`, for the team. */
export async function saveRecipient(fs: FileSystem, folder: string, key: Key): Promise<void> {
  await fs.makeFolder(folder)
  const path = join(folder, `${key.getFingerprint()}.asc`)
  await writeAtomic(fs, { path, bytes: new TextEncoder().encode(key.toPublic().armor()), mode: 0o644 })
}

async function readPublicKey(fs: FileSystem, folder: string, name: string): Promise<Key> {
  const path = join(folder, name)
  const key = await parsePublicKey(new TextDecoder().decode(await fs.read(path)), path)
  if (`${key.getFingerprint()}.asc` === name) return key
  throw new SecretsError(
    'RECIPIENT_UNUSABLE',
    `${path} holds the key ${key.getFingerprint()}, not the one it is named after`,
    {
      hint: 'remove the file, or give it the name of its key',
      file: path,
    },
  )
}

/** @throws {SecretsError} `RECIPIENT_UNUSABLE` */
export async function parsePublicKey(armored: string, where: string): Promise<Key> {
  const openpgp = await loadOpenPgp()
  try {
    return (await openpgp.readKey({ armoredKey: armored })).toPublic()
  } catch (cause) {
    throw new SecretsError('RECIPIENT_UNUSABLE', `${where} holds no armored public key`, {
      hint: 'write it with `gpg --armor --export`',
      file: where,
      cause,
    })
  }
}
