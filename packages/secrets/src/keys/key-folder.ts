import { homedir } from 'node:os'
import { join } from 'node:path'
import type { PrivateKey } from 'openpgp'
import { loadOpenPgp } from '../pgp/load-openpgp.ts'
import { SecretsError } from '../secrets-error.ts'
import { type FileSystem, orMissing } from '../storage/file-system.ts'
import { isTemporary, sweepOldTemporaries, writeAtomic } from '../storage/write-atomic.ts'

type Env = Readonly<Record<string, string | undefined>>

/** The folder of private keys: `$XDG_CONFIG_HOME/meshroom/keys`. */
export function defaultKeyDir(env: Env): string {
  const config = env.XDG_CONFIG_HOME
  return join(
    config === undefined || config === '' ? join(env.HOME ?? homedir(), '.config') : config,
    'meshroom',
    'keys',
  )
}

/**
 * All private keys of the folder, by fingerprint.
 *
 * @throws {SecretsError} `KEY_UNUSABLE` naming the file that is no key
 */
export async function readKeyFolder(fs: FileSystem, folder: string): Promise<PrivateKey[]> {
  const names = (await orMissing(fs.list(folder))) ?? []
  if (names.some(isTemporary)) await sweepOldTemporaries(fs, folder)
  const files = names.filter((name) => /^[0-9a-f]{40,64}\.asc$/.test(name)).sort((a, b) => (a < b ? -1 : 1))
  return Promise.all(files.map((name) => readKeyFile(fs, join(folder, name))))
}

/**
 * A private key as text, e.g. of `MESHROOM_KEY`.
 *
 * @throws {SecretsError} `KEY_UNUSABLE`
 */
export async function parsePrivateKey(armored: string, where: string): Promise<PrivateKey> {
  const openpgp = await loadOpenPgp()
  try {
    return await openpgp.readPrivateKey({ armoredKey: armored })
  } catch {
    throw new SecretsError('KEY_UNUSABLE', `${where} holds no armored private key`, {
      hint: 'it begins with -----BEGIN PGP PRIVATE KEY BLOCK-----; `gpg --armor --export-secret-keys` writes one',
    })
  }
}

/** Keeps a key as `<fingerprint>.asc`, readable by its owner only. */
export async function saveKey(fs: FileSystem, folder: string, key: PrivateKey): Promise<void> {
  await fs.makeFolder(folder, 0o700)
  const path = join(folder, `${key.getFingerprint()}.asc`)
  await writeAtomic(fs, { path, bytes: new TextEncoder().encode(key.armor()), mode: 0o600 })
}

/** Fingerprint of the key for new vaults, where one was chosen. */
export async function readDefaultKey(fs: FileSystem, folder: string): Promise<string | undefined> {
  const bytes = await orMissing(fs.read(join(folder, 'default')))
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes).trim()
}

export async function saveDefaultKey(fs: FileSystem, folder: string, fingerprint: string): Promise<void> {
  const bytes = new TextEncoder().encode(`${fingerprint}\n`)
  await writeAtomic(fs, { path: join(folder, 'default'), bytes, mode: 0o600 })
}

async function readKeyFile(fs: FileSystem, path: string): Promise<PrivateKey> {
  return parsePrivateKey(new TextDecoder().decode(await fs.read(path)), path)
}
