import type { Key } from 'openpgp'
import { isDeparted, latestDepartures } from '../document/departures.ts'
import { contentOf, type Edit } from '../document/edit-document.ts'
import { removeRecipient, rotationsDue } from '../document/rotate-entries.ts'
import type { Departure, PinnedRecipient, VaultDocument, VaultMeta } from '../document/vault-document.ts'
import { findPublicKey } from '../gpg/gpg-identity.ts'
import { createKey } from '../pgp/create-key.ts'
import { encryptionKeyId } from '../pgp/encrypt-vault.ts'
import { assertReadableByGpg, parsePublicKey, pinRecipient } from '../pgp/public-key.ts'
import type { VaultPorts } from '../read-vault.ts'
import { SecretsError } from '../secrets-error.ts'
import { orMissing } from '../storage/file-system.ts'
import { type KeyState, keyState } from './key-state.ts'
import { proposedNames, recipientFile } from './proposed-recipients.ts'
import { saveRecipient } from './resolve-recipients.ts'

/** One who can read the vault, or wants to. */
export interface RecipientInfo extends KeyState {
  readonly fingerprint: string
  /** User id of the key. */
  readonly name: string
  /** `pinned` can read; `proposed` only has a key in the folder. */
  readonly access: 'pinned' | 'proposed'
  /** Kept for the day when all others are lost. */
  readonly recovery: boolean
}

/** Who was given access. */
export interface AddedRecipient {
  readonly fingerprint: string
  /** False: the key had access before. */
  readonly added: boolean
  /** The key had access, and its renewed certificate is kept now. */
  readonly renewed: boolean
}

/** Who can read a vault. */
export interface VaultRecipients {
  /** Sorted by fingerprint. */
  list(): Promise<readonly RecipientInfo[]>
  /**
   * Whose key it is, before access is given; as {@link VaultRecipients.add} finds it.
   *
   * @throws {SecretsError} `RECIPIENT_MISSING`, `RECIPIENT_UNUSABLE`
   */
  find(armoredOrFingerprint: string): Promise<{ readonly fingerprint: string; readonly name: string }>
  /**
   * Gives access, or keeps the renewed certificate of who has it: to an armored public key, or to the key of this fingerprint in the recipients' folder or one's gpg.
   *
   * @throws {SecretsError} `RECIPIENT_MISSING`, `RECIPIENT_EXPIRED`, `RECIPIENT_REVOKED`, `RECIPIENT_UNUSABLE`
   */
  add(armoredOrFingerprint: string): Promise<AddedRecipient>
  /**
   * Takes access to all that is written from now on. What the recipient has read stays known to him: `rotate` names it.
   *
   * @throws {SecretsError} `RECIPIENT_MISSING`, `RECIPIENT_LAST`
   */
  remove(fingerprint: string): Promise<{ readonly rotate: readonly string[] }>
  /**
   * Makes a key, gives it access and hands out its private half, which is kept nowhere: to be stored offline for the
   * day when all other keys are lost.
   */
  addRecovery(passphrase: string): Promise<{ readonly fingerprint: string; readonly armoredPrivateKey: string }>
}

/** What works on the vault's document. */
export interface RecipientSession {
  document(): Promise<VaultDocument>
  change(edit: Edit): Promise<readonly string[]>
}

export function vaultRecipients(ports: VaultPorts, session: RecipientSession): VaultRecipients {
  return {
    list: async () => listRecipients(ports, await session.document()),
    find: async (text) => {
      const { fingerprint, name } = pinRecipient(await findKey(ports, text))
      return { fingerprint, name }
    },
    add: async (text) => {
      const key = await findKey(ports, text)
      await encryptionKeyId(key, ports.clock())
      return { fingerprint: key.getFingerprint(), ...(await pin(ports, session, pinRecipient(key))) }
    },
    remove: (fingerprint) => remove(ports, session, fingerprint),
    addRecovery: async (passphrase) => {
      const key = await createKey({ name: 'recovery', passphrase, date: ports.clock() })
      await pin(ports, session, pinRecipient(key, { recovery: true }))
      return { fingerprint: key.getFingerprint(), armoredPrivateKey: key.armor() }
    },
  }
}

async function listRecipients(ports: VaultPorts, { meta }: VaultDocument): Promise<RecipientInfo[]> {
  const pinned = meta?.recipients ?? []
  const proposed = await Promise.all(
    (await proposedNames(ports, pinned)).map(async (name) => pinRecipient(await readFromFolder(ports, name))),
  )
  const infos = [
    ...pinned.map((each) => recipientInfo(ports, each, 'pinned')),
    ...proposed.map((each) => recipientInfo(ports, each, 'proposed')),
  ]
  return (await Promise.all(infos)).sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
}

async function recipientInfo(
  ports: VaultPorts,
  recipient: PinnedRecipient,
  access: RecipientInfo['access'],
): Promise<RecipientInfo> {
  const { fingerprint, name, recovery = false } = recipient
  return { fingerprint, name, access, recovery, ...(await keyState(await ports.keyOf(recipient), ports.clock())) }
}

/** What giving access to a key changed. */
interface Pinned {
  readonly added: boolean
  /** It had access, and its renewed key is kept now. */
  readonly renewed: boolean
}

/** The signer pins itself when the vault is written for the first time. */
async function pin(ports: VaultPorts, session: RecipientSession, given: PinnedRecipient): Promise<Pinned> {
  const { meta, values } = await session.document()
  if (meta === undefined && values.size === 0) throw notYet(ports)
  const before = meta?.recipients.find(({ fingerprint }) => fingerprint === given.fingerprint)
  const recipient = before === undefined ? given : await renewed(ports, before, given)
  const isBack = isDeparted(given.fingerprint, await departuresKnown(ports, meta))
  if (recipient.key === before?.key && !isBack) return { added: false, renewed: false }
  await session.change((document) => {
    const content = contentOf(document)
    const others = (content.recipients ?? []).filter(({ fingerprint }) => fingerprint !== recipient.fingerprint)
    const recipients = [...others, recipient]
    return { ...content, recipients, admitted: [recipient.fingerprint], changed: [], isSame: false }
  })
  if (before !== undefined) await saveRecipient(ports, recipient)
  return { added: before === undefined || isBack, renewed: before !== undefined && !isBack }
}

/** On an older branch one may be a recipient still, who was removed elsewhere. */
async function departuresKnown({ memory }: VaultPorts, meta: VaultMeta | undefined): Promise<Departure[]> {
  return latestDepartures(meta?.departures, (await memory.of(meta?.vault))?.departures)
}

/** The key with what the other certificate adds: a later expiry, a new subkey, a revocation. All of that the key itself signed. */
async function renewed(ports: VaultPorts, before: PinnedRecipient, given: PinnedRecipient): Promise<PinnedRecipient> {
  const [old, fresh] = [await ports.keyOf(before), await ports.keyOf(given)]
  return pinRecipient(await old.update(fresh, ports.clock()), before.recovery === true ? { recovery: true } : {})
}

async function remove(ports: VaultPorts, session: RecipientSession, wanted: string): Promise<{ rotate: string[] }> {
  const fingerprint = normalize(wanted)
  const pinned = (await session.document()).meta?.recipients ?? []
  const recipient = pinned.find((each) => each.fingerprint === fingerprint)
  if (recipient === undefined) throw notThere(wanted)
  const isOwn = (await ports.keys.identities()).some((each) => each.fingerprint === fingerprint)
  if (pinned.length === 1 || isOwn) throw cannotRemove(recipient)
  await session.change(removeRecipient(recipient))
  await orMissing(ports.fs.remove(recipientFile(ports, fingerprint)))
  return { rotate: rotationsDue(await session.document()) }
}

async function findKey(ports: VaultPorts, text: string): Promise<Key> {
  if (text.includes('-----BEGIN')) return parsePublicKey(text, 'what was given')
  const fingerprint = normalize(text)
  if (!/^[0-9a-f]{40,64}$/.test(fingerprint)) throw notThere(text)
  const names = await proposedNames(ports, [])
  const key = names.includes(fingerprint)
    ? await readFromFolder(ports, fingerprint)
    : await findPublicKey(ports.gpg, fingerprint)
  if (key?.getFingerprint() !== fingerprint) throw notThere(text)
  assertReadableByGpg(key)
  return key
}

async function readFromFolder(ports: VaultPorts, fingerprint: string): Promise<Key> {
  const file = recipientFile(ports, fingerprint)
  return parsePublicKey(new TextDecoder().decode(await ports.fs.read(file)), file)
}

/** As people copy it: in capitals, with blanks, with 0x. */
function normalize(fingerprint: string): string {
  return fingerprint.replace(/^0x/i, '').replace(/\s/g, '').toLowerCase()
}

function notYet({ file }: VaultPorts): SecretsError {
  return new SecretsError('RECIPIENT_MISSING', 'there is no signed vault yet, so nobody can be given access to it', {
    hint: 'write a first secret: `meshroom secrets set NAME`',
    file,
  })
}

function notThere(wanted: string): SecretsError {
  return new SecretsError('RECIPIENT_MISSING', `there is no public key ${wanted} at hand`, {
    hint: 'give its file, or import it into gpg; `meshroom secrets recipients list` shows who has access',
    data: { wanted },
  })
}

function cannotRemove({ fingerprint, name }: PinnedRecipient): SecretsError {
  return new SecretsError(
    'RECIPIENT_LAST',
    `${name || fingerprint} cannot be removed: nobody here could read the vault after it`,
    {
      hint: `give another one access with meshroom secrets recipients add FILE; that one runs meshroom secrets recipients remove ${fingerprint}`,
      data: { fingerprint },
    },
  )
}
