import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { PartialConfig, PrivateKey } from 'openpgp'
import { createKey } from '../pgp/create-key.ts'
import { GPG_COMPATIBLE, loadOpenPgp } from '../pgp/load-openpgp.ts'
import { assertReadableByGpg } from '../pgp/public-key.ts'
import { keyUnlocker } from '../pgp/unlock-key.ts'
import { type KeyState, keyState } from '../recipients/key-state.ts'
import { SecretsError } from '../secrets-error.ts'
import { type FileSystem, nodeFileSystem } from '../storage/file-system.ts'
import type { PassphraseSource, VaultOptions } from '../vault.ts'
import { defaultKeyDir, parsePrivateKey, readDefaultKey, readKeyFolder, saveDefaultKey, saveKey } from './key-folder.ts'
import { passphraseFrom } from './passphrase-source.ts'

/** What {@link openKeys} takes; each as in {@link VaultOptions}. */
export type KeysOptions = Pick<VaultOptions, 'keyDir' | 'passphrase' | 'identity' | 'clock' | 'env' | 'fileSystem'>

/** One of the person's keys. */
export interface KeyInfo extends KeyState {
  readonly fingerprint: string
  /** User id, e.g. `Ada <ada@example.org>`. */
  readonly name: string
  /** ISO 8601. */
  readonly createdAt: string
  /** A passphrase protects it. */
  readonly isProtected: boolean
  /** It is the one for new vaults. */
  readonly isDefault: boolean
}

/** The keys a person has in the key folder. Fingerprints are in lower case. */
export interface Keys {
  /** Sorted by fingerprint; asks for no passphrase. */
  list(): Promise<readonly KeyInfo[]>
  /** Makes a key; the first one becomes the default. Asks for its passphrase. */
  create(): Promise<KeyInfo>
  /**
   * The key as armored text: the public half, to be given to the team, or the private one, protected as it is kept.
   *
   * @throws {SecretsError} `KEY_MISSING`
   */
  export(fingerprint: string, half: 'public' | 'private'): Promise<string>
  /**
   * Takes an armored private key in. Asks for its passphrase, to see that it can be used.
   *
   * @throws {SecretsError} `KEY_UNUSABLE`, `PASSPHRASE_REQUIRED`, `PASSPHRASE_WRONG`
   */
  import(armored: string): Promise<KeyInfo>
  /**
   * Protects a key with another passphrase ('' for none): asks for the present one, then for the new one.
   *
   * @throws {SecretsError} `KEY_MISSING`, `PASSPHRASE_REQUIRED`, `PASSPHRASE_WRONG`
   */
  changePassphrase(fingerprint: string, next?: PassphraseSource): Promise<void>
  /** Makes it the one for new vaults. */
  setDefault(fingerprint: string): Promise<void>
}

interface KeysPorts {
  readonly fs: FileSystem
  readonly keyDir: string
  readonly passphrase: PassphraseSource
  readonly identity: VaultOptions['identity']
  readonly clock: () => Date
}

/**
 * The person's own keys.
 *
 * @example
 * const [mine] = await openKeys().list()
 * await openKeys().export(mine.fingerprint, 'public') // to be added as a recipient of somebody's vault
 */
export function openKeys(options: KeysOptions = {}): Keys {
  const env = options.env ?? process.env
  const ports: KeysPorts = {
    fs: options.fileSystem ?? nodeFileSystem,
    keyDir: options.keyDir ?? defaultKeyDir(env),
    passphrase: options.passphrase ?? passphraseFrom({ env }),
    identity: options.identity,
    clock: options.clock ?? (() => new Date()),
  }
  return {
    list: () => listKeys(ports),
    create: async () => describeKey(ports, (await makeKey(ports)).key),
    export: async (fingerprint, half) => armor(await findKey(ports, fingerprint), half),
    import: async (armored) => describeKey(ports, await importKey(ports, armored)),
    changePassphrase: async (fingerprint, next) => changePassphrase(ports, await findKey(ports, fingerprint), next),
    setDefault: async (fingerprint) =>
      saveDefaultKey(ports.fs, ports.keyDir, (await findKey(ports, fingerprint)).getFingerprint()),
  }
}

/**
 * Makes a key and keeps it; the first one becomes the default.
 *
 * @throws {SecretsError} `PASSPHRASE_REQUIRED`
 */
export async function makeKey({
  fs,
  keyDir,
  passphrase: source,
  identity,
  clock,
}: KeysPorts): Promise<{ readonly key: PrivateKey; readonly passphrase: string }> {
  const passphrase = await source.ask({ purpose: 'new', attempt: 1 })
  if (passphrase === undefined) throw cannotMake()
  const { name = userName(), email } = (typeof identity === 'function' ? await identity() : identity) ?? {}
  const key = await createKey({ name, ...(email !== undefined && { email }), passphrase, date: clock() })
  await keepKey({ fs, keyDir }, key)
  return { key, passphrase }
}

/** A container may run under a number that no user has. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return ''
  }
}

async function importKey({ fs, keyDir, passphrase }: KeysPorts, armored: string): Promise<PrivateKey> {
  const key = await parsePrivateKey(armored, 'what was given')
  assertReadableByGpg(key)
  await keyUnlocker(key, passphrase).unlock(key.getKeys().map(({ keyPacket }) => keyPacket))
  const kept = await parsePrivateKey(armored, 'what was given')
  await keepKey({ fs, keyDir }, kept)
  return kept
}

async function keepKey({ fs, keyDir }: Pick<KeysPorts, 'fs' | 'keyDir'>, key: PrivateKey): Promise<void> {
  const isFirst = (await readKeyFolder(fs, keyDir)).length === 0
  await saveKey(fs, keyDir, key)
  if (isFirst) await saveDefaultKey(fs, keyDir, key.getFingerprint())
}

/** Iterated S2K: gpg 2.2 reads neither Argon2 nor AEAD. */
async function changePassphrase(ports: KeysPorts, key: PrivateKey, next = ports.passphrase): Promise<void> {
  const openpgp = await loadOpenPgp()
  await keyUnlocker(key, ports.passphrase).unlock(key.getKeys().map(({ keyPacket }) => keyPacket))
  const passphrase = await next.ask({ purpose: 'new', attempt: 1, fingerprint: key.getFingerprint() })
  if (passphrase === undefined) throw cannotMake()
  const config: PartialConfig = { ...GPG_COMPATIBLE, s2kType: openpgp.enums.s2k.iterated }
  await saveKey(
    ports.fs,
    ports.keyDir,
    passphrase === '' ? key : await openpgp.encryptKey({ privateKey: key, passphrase, config }),
  )
}

async function listKeys(ports: KeysPorts): Promise<KeyInfo[]> {
  const keys = await readKeyFolder(ports.fs, ports.keyDir)
  return Promise.all(keys.map((key) => describeKey(ports, key)))
}

async function describeKey({ fs, keyDir, clock }: KeysPorts, key: PrivateKey): Promise<KeyInfo> {
  return {
    fingerprint: key.getFingerprint(),
    name: key.getUserIDs()[0] ?? '',
    createdAt: key.getCreationTime().toISOString(),
    isProtected: !key.getKeys().every(({ keyPacket }) => keyPacket.isDecrypted()),
    isDefault: (await readDefaultKey(fs, keyDir)) === key.getFingerprint(),
    ...(await keyState(key, clock())),
  }
}

async function findKey({ fs, keyDir }: KeysPorts, fingerprint: string): Promise<PrivateKey> {
  const wanted = fingerprint.replace(/\s/g, '').toLowerCase()
  const keys = await readKeyFolder(fs, keyDir)
  const key = keys.find((each) => each.getFingerprint() === wanted)
  if (key !== undefined) return key
  const fingerprints = keys.map((each) => each.getFingerprint())
  throw new SecretsError('KEY_MISSING', `there is no key ${fingerprint} in ${join(keyDir)}`, {
    hint:
      fingerprints.length === 0 ? 'make one: meshroom secrets key create' : `take one of: ${fingerprints.join(', ')}`,
    data: { fingerprints },
  })
}

function armor(key: PrivateKey, half: 'public' | 'private'): string {
  return half === 'public' ? key.toPublic().armor() : key.armor()
}

function cannotMake(): SecretsError {
  return new SecretsError('PASSPHRASE_REQUIRED', 'the key needs a passphrase, and nobody can be asked for a new one', {
    hint: 'run it on a terminal, or set MESHROOM_PASSPHRASE_FD or MESHROOM_PASSPHRASE (empty for none); in CI set MESHROOM_KEY to a key you have',
  })
}
