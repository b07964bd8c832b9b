import { join } from 'node:path'
import type { Key } from 'openpgp'
import type { PinnedRecipient } from '../document/vault-document.ts'
import { findPublicKey } from '../gpg/gpg-identity.ts'
import type { Identity } from '../pgp/identity.ts'
import { hasKeyId, parsePublicKey, pinRecipient } from '../pgp/public-key.ts'
import type { OpenedVault, VaultPorts } from '../read-vault.ts'
import { SecretsError } from '../secrets-error.ts'
import { orMissing } from '../storage/file-system.ts'
import { NotSyncedError, sweepOldTemporaries, writeAtomic } from '../storage/write-atomic.ts'
import { keyState } from './key-state.ts'
import { proposedNames, recipientFile } from './proposed-recipients.ts'

/** Whom to encrypt for. */
export interface ResolvedRecipients {
  readonly keys: readonly Key[]
  /** The same, as the vault pins them. */
  readonly pinned: readonly PinnedRecipient[]
}

/** Where to look. */
export interface RecipientLookup {
  readonly pinned: readonly PinnedRecipient[] | undefined
  readonly current: OpenedVault | undefined
  readonly signer: Identity
  readonly approved?: readonly PinnedRecipient[]
}

/**
 * The recipients' keys: those pinned in the vault, or those that an unsigned file was written for, or one's own; and those that a person
 * approved. A key that only the folder has is none of them by that alone.
 *
 * @throws {SecretsError} `RECIPIENT_MISSING`
 */
export async function resolveRecipients(ports: VaultPorts, lookup: RecipientLookup): Promise<ResolvedRecipients> {
  const isPinned = lookup.current?.document.meta !== undefined && lookup.pinned !== undefined
  const first = isPinned ? [] : await firstRecipients(ports, lookup)
  const all = [...first, ...(lookup.pinned ?? []), ...(lookup.approved ?? [])]
  const pinned = [...new Map(all.map((each) => [each.fingerprint, each])).values()]
  return resolvePinned(ports, { pinned, signer: lookup.signer })
}

async function firstRecipients(ports: VaultPorts, { current, signer }: RecipientLookup): Promise<PinnedRecipient[]> {
  const keys = current === undefined ? [signer.publicKey] : await unpinnedKeys(ports, current, signer)
  return keys.map((key) => pinRecipient(key))
}

/** Puts the public keys into the recipients' folder, for people to see and gpg to import. */
export async function saveRecipients(ports: VaultPorts, recipients: readonly PinnedRecipient[]): Promise<void> {
  const there = new Set((await orMissing(ports.fs.list(ports.recipientsDir))) ?? [])
  for (const recipient of recipients.filter(({ fingerprint }) => !there.has(`${fingerprint}.asc`)))
    await saveRecipient(ports, recipient)
  await sweepOldTemporaries(ports.fs, ports.recipientsDir)
}

/** Writes one public key, whatever its file holds. */
export async function saveRecipient(ports: VaultPorts, recipient: PinnedRecipient): Promise<void> {
  await ports.fs.makeFolder(ports.recipientsDir)
  const bytes = new TextEncoder().encode((await ports.keyOf(recipient)).armor())
  const path = recipientFile(ports, recipient.fingerprint)
  await writeAtomic(ports.fs, { path, bytes, mode: 0o644 }).catch(withSystemError)
}

/** That a key's file may not last is not to be said of the vault, which is not written then. */
function withSystemError(error: unknown): never {
  throw error instanceof NotSyncedError ? error.cause : error
}

async function resolvePinned(
  ports: VaultPorts,
  { pinned, signer }: { readonly pinned: readonly PinnedRecipient[]; readonly signer: Identity },
): Promise<ResolvedRecipients> {
  const known = await Promise.all(pinned.map((recipient) => withOwnRenewal(ports, { recipient, signer })))
  const resolved = await Promise.all(known.map((recipient) => refreshed(ports, recipient)))
  return { keys: resolved.map(({ key }) => key), pinned: resolved.map(({ recipient }) => recipient) }
}

/** The signer's key, once its owner has a renewed one: the vault keeps the one that expired. */
async function withOwnRenewal(
  ports: VaultPorts,
  { recipient, signer }: { readonly recipient: PinnedRecipient; readonly signer: Identity },
): Promise<PinnedRecipient> {
  if (recipient.fingerprint !== signer.fingerprint) return recipient
  const key = await ports.keyOf(recipient)
  if ((await keyState(key, ports.clock())).state !== 'expired') return recipient
  const { recovery } = recipient
  const renewed = await key.update(signer.publicKey, ports.clock())
  return pinRecipient(renewed, recovery === true ? { recovery } : {})
}

/**
 * The pinned key, with what the file of the same fingerprint adds: a later expiry date, a new subkey, a revocation.
 * All of that is signed by the key itself; nothing that the vault knows is lost.
 */
async function refreshed(
  ports: VaultPorts,
  recipient: PinnedRecipient,
): Promise<{ key: Key; recipient: PinnedRecipient }> {
  const key = await ports.keyOf(recipient)
  const bytes = await orMissing(ports.fs.read(recipientFile(ports, recipient.fingerprint)))
  const armored = bytes === undefined ? undefined : new TextDecoder().decode(bytes)
  if (armored === undefined || armored === key.armor()) return { key, recipient }
  const inFile = await parsePublicKey(armored, recipientFile(ports, recipient.fingerprint))
  if (inFile.getFingerprint() !== recipient.fingerprint) throw misnamed(ports, recipient.fingerprint)
  const updated = await key.update(inFile, ports.clock())
  const { recovery } = recipient
  return { key: updated, recipient: pinRecipient(updated, recovery === true ? { recovery } : {}) }
}

/** For a file of the Python tool, which names its recipients by the ids of their keys only. */
/** Of the keys that an unsigned file is encrypted for: one's own, and those that one's own gpg knows. */
async function unpinnedKeys(ports: VaultPorts, { keyIds }: OpenedVault, signer: Identity): Promise<Key[]> {
  const own = [signer.publicKey, ...(await ports.keys.identities()).map(({ publicKey }) => publicKey)]
  const inFolder = await keysInFolder(ports)
  const found = await Promise.all(keyIds.map((id) => findRecipient(ports, { own, inFolder, id })))
  const keys = [signer.publicKey, ...found.filter((key) => key !== undefined)]
  return [...new Map(keys.map((key) => [key.getFingerprint(), key])).values()]
}

async function keysInFolder(ports: VaultPorts): Promise<Key[]> {
  const names = await proposedNames(ports, [])
  return Promise.all(names.map((fingerprint) => readRecipient(ports, fingerprint)))
}

async function readRecipient(ports: VaultPorts, fingerprint: string): Promise<Key> {
  const file = recipientFile(ports, fingerprint)
  return parsePublicKey(new TextDecoder().decode(await ports.fs.read(file)), file)
}

interface KeySearch {
  readonly own: readonly Key[]
  readonly inFolder: readonly Key[]
  readonly id: string
}

/** Undefined for one that the folder alone has: a person was asked about it, or is at the next change. */
async function findRecipient(ports: VaultPorts, { own, inFolder, id }: KeySearch): Promise<Key | undefined> {
  const key = own.find((each) => hasKeyId(each, id)) ?? (await findPublicKey(ports.gpg, id))
  if (key !== undefined || inFolder.some((each) => hasKeyId(each, id))) return key
  throw new SecretsError('RECIPIENT_MISSING', `the vault is encrypted for ${id}, whose public key is not at hand`, {
    hint: `put it into ${join(ports.recipientsDir, '<fingerprint>.asc')}, so that this recipient keeps access; you are asked about it then`,
    data: { id },
  })
}

function misnamed(ports: VaultPorts, fingerprint: string): SecretsError {
  const file = recipientFile(ports, fingerprint)
  return new SecretsError('RECIPIENT_UNUSABLE', `${file} holds another key than the one it is named after`, {
    hint: 'restore the file from git',
    file,
  })
}
