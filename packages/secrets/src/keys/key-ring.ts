import type { PrivateKey, SessionKey } from 'openpgp'
import { gpgIdentityOf, openWithGpg } from '../gpg/gpg-identity.ts'
import type { Gpg } from '../gpg/run-gpg.ts'
import { embeddedIdentity } from '../pgp/embedded-identity.ts'
import type { Identity } from '../pgp/identity.ts'
import type { VaultMessage } from '../pgp/vault-message.ts'
import { SecretsError } from '../secrets-error.ts'
import type { FileSystem } from '../storage/file-system.ts'
import type { PassphraseSource, VaultOptions } from '../vault.ts'
import { parsePrivateKey, readDefaultKey, readKeyFolder } from './key-folder.ts'
import { makeKey } from './open-keys.ts'

/** What a {@link KeyRing} works with. */
export interface KeyRingPorts {
  readonly fs: FileSystem
  readonly gpg: Gpg
  readonly keyDir: string
  readonly passphrase: PassphraseSource
  readonly identity: VaultOptions['identity']
  /** Fingerprint of the key to prefer. */
  readonly key: string | undefined
  /** `MESHROOM_KEY`. */
  readonly armoredKey: string | undefined
  readonly clock: () => Date
  /** Names those whose keys these are, for a person who has to ask one of them. */
  readonly nameReaders: (keyIds: readonly string[]) => Promise<readonly string[]>
}

/** The keys a person has: from the environment, from the key folder, in gpg. Keeps what was unlocked. */
export interface KeyRing {
  /** Public halves of the keys at hand; asks for no passphrase. */
  identities(): Promise<readonly Identity[]>
  /**
   * Opens a message with the first key that can.
   *
   * @throws {SecretsError} `KEY_MISSING`, `PASSPHRASE_REQUIRED`, `PASSPHRASE_WRONG`, `KEY_UNUSABLE`
   */
  open(message: VaultMessage): Promise<{ readonly identity: Identity; readonly sessionKey: SessionKey }>
  /**
   * The person's key for a new vault, made when there is none.
   *
   * @throws {SecretsError} `KEY_AMBIGUOUS`, `KEY_MISSING`, `PASSPHRASE_REQUIRED`
   */
  ownOrNew(): Promise<Identity>
  /**
   * Asks whatever {@link KeyRing.ownOrNew} would have to ask, and makes nothing yet.
   *
   * @throws {SecretsError} as it does
   */
  askBeforehand(): Promise<void>
}

export function keyRing(ports: KeyRingPorts): KeyRing {
  const known = new Map<string, Identity>()
  const newOnce = askingForNewOnce(ports.passphrase)
  const remember = (key: PrivateKey): Identity => {
    const identity = known.get(key.getFingerprint()) ?? embeddedIdentity(key, ports.passphrase)
    known.set(identity.fingerprint, identity)
    return identity
  }
  const identities = async () => (await readPrivateKeys(ports)).map(remember)
  return {
    identities,
    open: async (message) => openWithAny(await identities(), ports, message),
    ownOrNew: async () => {
      const identity = await chooseOrMake({ ...ports, passphrase: newOnce }, await identities())
      known.set(identity.fingerprint, identity)
      return identity
    },
    askBeforehand: async () => {
      if (ports.key === undefined && (await identities()).length === 0)
        await newOnce.ask({ purpose: 'new', attempt: 1 })
    },
  }
}

/** What was chosen beforehand for a new key is its passphrase. */
function askingForNewOnce(source: PassphraseSource): PassphraseSource {
  let chosen: string | undefined
  return {
    interactive: source.interactive,
    ask: async (request) => {
      if (request.purpose !== 'new') return source.ask(request)
      chosen ??= await source.ask(request)
      return chosen
    },
  }
}

/** `MESHROOM_KEY` alone where it is set: CI must not depend on what a machine happens to have. */
async function readPrivateKeys({ fs, keyDir, armoredKey }: KeyRingPorts): Promise<PrivateKey[]> {
  if (armoredKey !== undefined && armoredKey !== '') return [await parsePrivateKey(armoredKey, 'MESHROOM_KEY')]
  return readKeyFolder(fs, keyDir)
}

async function openWithAny(identities: readonly Identity[], ports: KeyRingPorts, message: VaultMessage) {
  for (const identity of identities) {
    const sessionKey = await identity.openSessionKey(message)
    if (sessionKey !== undefined) return { identity, sessionKey }
  }
  const opened = await openWithGpg(ports.gpg, message)
  if (opened !== undefined) return opened
  const readers = await ports.nameReaders(message.keyIds)
  throw noKeyOpens(message.keyIds, {
    readers,
    hasKey: identities.length > 0,
    isFromEnvironment: Boolean(ports.armoredKey),
  })
}

interface KeysAtHand {
  /** Who can open it. */
  readonly readers: readonly string[]
  readonly hasKey: boolean
  /** In `MESHROOM_KEY`. */
  readonly isFromEnvironment: boolean
}

function noKeyOpens(recipients: readonly string[], { readers, hasKey, isFromEnvironment }: KeysAtHand): SecretsError {
  const whose = isFromEnvironment
    ? 'the key in MESHROOM_KEY does not open'
    : hasKey
      ? 'none of your keys opens'
      : 'you have no key for'
  const give =
    'give the public half, by meshroom secrets key export --public, to somebody who can open it, for meshroom secrets recipients add'
  const hint = isFromEnvironment
    ? 'set MESHROOM_KEY to a key that has access, or give this one access with meshroom secrets recipients add'
    : hasKey
      ? give
      : `make one with meshroom secrets key create, and ${give}`
  return new SecretsError('KEY_MISSING', `${whose} the vault; it is encrypted for ${readers.join(', ')}`, {
    hint,
    data: { recipients },
  })
}

async function chooseOrMake(ports: KeyRingPorts, identities: readonly Identity[]): Promise<Identity> {
  const { key: wanted, fs, keyDir } = ports
  if (wanted !== undefined)
    return named(identities, wanted) ?? (await gpgIdentityOf(ports.gpg, wanted)) ?? fail(noSuchKey(wanted))
  const [first, ...others] = identities
  if (first === undefined) return makeIdentity(ports)
  if (others.length === 0) return first
  return named(identities, (await readDefaultKey(fs, keyDir)) ?? '') ?? fail(ambiguous(identities))
}

/** Whoever has just chosen the passphrase is not asked for it again. */
async function makeIdentity(ports: KeyRingPorts): Promise<Identity> {
  const { key, passphrase } = await makeKey(ports)
  return embeddedIdentity(key, ports.passphrase, passphrase)
}

function named(identities: readonly Identity[], fingerprint: string): Identity | undefined {
  return identities.find((each) => each.fingerprint === fingerprint.toLowerCase())
}

function fail(error: SecretsError): never {
  throw error
}

function noSuchKey(wanted: string): SecretsError {
  return new SecretsError('KEY_MISSING', `you have no key ${wanted}, neither here nor in gpg`, {
    hint: 'see `meshroom secrets key list`',
    data: { wanted },
  })
}

function ambiguous(identities: readonly Identity[]): SecretsError {
  const fingerprints = identities.map((each) => each.fingerprint)
  return new SecretsError('KEY_AMBIGUOUS', `you have ${fingerprints.length} keys, and nothing says which to use`, {
    hint: `choose one for new vaults: meshroom secrets key default FINGERPRINT, of ${fingerprints.join(', ')}`,
    data: { fingerprints },
  })
}
