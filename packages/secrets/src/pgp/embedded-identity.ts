import type { DecryptedSessionKey, PrivateKey, SessionKey, Signature } from 'openpgp'
import { SecretsError } from '../secrets-error.ts'
import type { PassphraseSource } from '../vault.ts'
import type { Identity } from './identity.ts'
import { GPG_COMPATIBLE, loadOpenPgp } from './load-openpgp.ts'
import { type KeyUnlocker, keyUnlocker } from './unlock-key.ts'
import type { VaultMessage } from './vault-message.ts'

/** An identity of a private key that this program holds. Unlocks only the part it needs, when it needs it. */
export function embeddedIdentity(key: PrivateKey, source: PassphraseSource, passphrase?: string): Identity {
  const unlocker = keyUnlocker(key, source, passphrase)
  return {
    fingerprint: key.getFingerprint(),
    publicKey: key.toPublic(),
    openSessionKey: async (message) => {
      const packets = await packetsFor(key, message)
      if (packets.length === 0) return undefined
      await unlocker.unlock(packets)
      return decryptSessionKey(key, message)
    },
    sign: (payload, date) => signWith({ key, unlocker }, payload, date),
  }
}

async function signWith(
  { key, unlocker }: { key: PrivateKey; unlocker: KeyUnlocker },
  payload: Uint8Array,
  date: Date,
): Promise<Signature> {
  const openpgp = await loadOpenPgp()
  const signingKey = await key.getSigningKey(undefined, date)
  await unlocker.unlock([signingKey.keyPacket])
  const message = await openpgp.createMessage({ binary: payload })
  const options = { signingKeys: key, signingKeyIDs: signingKey.getKeyID(), date, config: GPG_COMPATIBLE } as const
  const binarySignature = await openpgp.sign({ ...options, message, detached: true, format: 'binary' })
  return openpgp.readSignature({ binarySignature })
}

/** The parts of the key that the message names. Expired ones too: they still read what was written for them. */
async function packetsFor(key: PrivateKey, message: VaultMessage): Promise<object[]> {
  const found = new Set<object>()
  for (const id of message.parsed.getEncryptionKeyIDs()) {
    const keys = await key.getDecryptionKeys(id, null).catch(() => [])
    for (const each of keys) if (!isAbsent(each.keyPacket)) found.add(each.keyPacket)
  }
  return [...found]
}

async function decryptSessionKey(key: PrivateKey, message: VaultMessage): Promise<SessionKey> {
  const openpgp = await loadOpenPgp()
  try {
    const found = await openpgp.decryptSessionKeys({ message: message.parsed, decryptionKeys: key })
    const [first] = found.filter(hasAlgorithm)
    if (first !== undefined) return first
  } catch (cause) {
    throw damaged(cause)
  }
  throw damaged(undefined)
}

function hasAlgorithm(key: DecryptedSessionKey): key is DecryptedSessionKey & SessionKey {
  return key.algorithm !== null
}

function damaged(cause: unknown): SecretsError {
  return new SecretsError('VAULT_DAMAGED', 'the vault names your key, but what is encrypted for it is damaged', {
    hint: 'restore secrets.gpg from git',
    cause,
  })
}

/** A primary kept offline has a packet without its secret. */
function isAbsent(packet: object): boolean {
  return 'isDummy' in packet && typeof packet.isDummy === 'function' && packet.isDummy() === true
}
