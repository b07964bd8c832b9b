import type { PrivateKey, SecretKeyPacket, SecretSubkeyPacket } from 'openpgp'
import { SecretsError } from '../secrets-error.ts'
import type { PassphraseSource } from '../vault.ts'

/** A packet that may hold secret key material. */
type SecretPacket = SecretKeyPacket | SecretSubkeyPacket

/** How often a person may answer. */
const ATTEMPTS = 3

/** Unlocks parts of one key, asking for its passphrase at most once when it is right. */
export interface KeyUnlocker {
  /**
   * Unlocks only these packets: an offline primary cannot be unlocked, and each costs up to 90 ms.
   *
   * @throws {SecretsError} `PASSPHRASE_REQUIRED`, `PASSPHRASE_WRONG`, `KEY_UNUSABLE`
   */
  unlock(packets: readonly object[]): Promise<void>
}

/** Remembers a right passphrase for the other parts of the key, in this object only; `known` is one given before. */
export function keyUnlocker(key: PrivateKey, source: PassphraseSource, known?: string): KeyUnlocker {
  let remembered = known
  return {
    unlock: async (packets) => {
      const locked = packets.filter(isSecretPacket).filter((packet) => !packet.isDecrypted())
      if (locked.length === 0) return
      if (remembered !== undefined && (await tryPassphrase(locked, remembered))) return
      remembered = await askUntilRight(key, source, locked)
    },
  }
}

async function askUntilRight(
  key: PrivateKey,
  source: PassphraseSource,
  locked: readonly SecretPacket[],
): Promise<string> {
  const about = { fingerprint: key.getFingerprint(), userId: key.getUserIDs()[0] ?? '' }
  const attempts = source.interactive ? ATTEMPTS : 1
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const passphrase = await source.ask({ purpose: 'unlock', ...about, attempt })
    if (passphrase === undefined) throw passphraseRequired(about)
    if (await tryPassphrase(locked, passphrase)) return passphrase
  }
  throw new SecretsError('PASSPHRASE_WRONG', `the passphrase does not open the key of ${about.userId}`, {
    hint: 'try again with the passphrase that was chosen when the key was made',
    data: about,
  })
}

function passphraseRequired(about: { readonly fingerprint: string; readonly userId: string }): SecretsError {
  return new SecretsError(
    'PASSPHRASE_REQUIRED',
    `the key of ${about.userId} needs its passphrase, and nobody can be asked`,
    {
      hint: 'set MESHROOM_PASSPHRASE_FD or MESHROOM_PASSPHRASE, or run it on a terminal',
      data: about,
    },
  )
}

/** Whether it is the right one. */
async function tryPassphrase(packets: readonly SecretPacket[], passphrase: string): Promise<boolean> {
  try {
    for (const packet of packets) await packet.decrypt(passphrase)
    return true
  } catch (cause) {
    if (cause instanceof Error && /incorrect key passphrase/i.test(cause.message)) return false
    throw new SecretsError('KEY_UNUSABLE', 'the key cannot be unlocked by this program', {
      hint: 'export it anew with gpg 2.2 or later, or make another with `meshroom secrets key create`',
      cause,
    })
  }
}

function isSecretPacket(packet: object): packet is SecretPacket {
  return 'isDummy' in packet && 'privateParams' in packet
}
