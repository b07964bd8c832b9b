import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import type { Key } from 'openpgp'
import type { Edit, EditedEntries } from './document/edit-document.ts'
import { serializeDocument } from './document/serialize-document.ts'
import { EMPTY_DOCUMENT, type PinnedRecipient, type VaultDocument } from './document/vault-document.ts'
import { findPublicKey } from './gpg/gpg-identity.ts'
import { saveRecipient } from './keys/recipient-folder.ts'
import { encryptVault } from './pgp/encrypt-vault.ts'
import type { Identity } from './pgp/identity.ts'
import { keysAtHand, type OpenedVault, openBytes, readVault, type VaultPorts } from './read-vault.ts'
import { SecretsError } from './secrets-error.ts'
import { errorCode, orMissing } from './storage/file-system.ts'
import { type HeldLock, sweepLocks, takeLock } from './storage/lock-file.ts'
import { sweepTemporaries, writeAtomic } from './storage/write-atomic.ts'

/** What came of a change. */
export interface ChangedVault {
  /** As it is now; undefined while there is none. */
  readonly vault: OpenedVault | undefined
  readonly changed: readonly string[]
}

/**
 * Applies an edit under the lock to what is in the file then, and replaces the file. An edit that changes nothing
 * takes no lock, makes no key and writes nothing.
 *
 * @throws {SecretsError} what reading throws, what the edit throws, `VAULT_LOCKED`, `VAULT_NOT_WRITTEN`,
 *   `RECIPIENT_MISSING`, `RECIPIENT_EXPIRED`, `RECIPIENT_REVOKED`, `RECIPIENT_UNUSABLE`
 */
export async function changeVault(
  ports: VaultPorts,
  edit: Edit,
  previous: OpenedVault | undefined,
): Promise<ChangedVault> {
  const before = await readVault(ports, previous)
  if (tryEdit(edit, before).changed.length === 0) return { vault: before, changed: [] }
  return asWriteError(ports.file, async () => {
    const target = await writableTarget(ports)
    const lock = await takeLock(ports.fs, { path: `${target}.lock`, timeoutMs: ports.lockTimeoutMs })
    try {
      await sweepTemporaries(ports.fs, target)
      await sweepLocks(ports.fs, `${target}.lock`)
      return await changeLocked({ ...ports, file: target }, { edit, before, lock })
    } finally {
      await lock.release()
    }
  })
}

interface LockedChange {
  readonly edit: Edit
  readonly before: OpenedVault | undefined
  readonly lock: HeldLock
}

async function changeLocked(ports: VaultPorts, { edit, before, lock }: LockedChange): Promise<ChangedVault> {
  const current = await readVault(ports, before)
  if (tryEdit(edit, current).changed.length === 0) return { vault: current, changed: [] }
  const signer = current?.identity ?? (await ports.keys.ownOrNew())
  const date = ports.clock()
  const edited = edit(current?.document ?? EMPTY_DOCUMENT, {
    updatedAt: date.toISOString(),
    updatedBy: signer.fingerprint,
  })
  const recipients = await recipientsOf(ports, current, signer)
  const document = nextDocument({ current, edited, signer, recipients, date })
  const { armored } = await encryptVault({ payload: serializeDocument(document), recipients, signer, date })
  const bytes = new TextEncoder().encode(armored)
  await saveOwnRecipient(ports, signer)
  const vault = await openBytes(ports, bytes)
  const mode = (await orMissing(ports.fs.mode(ports.file))) ?? 0o644
  await writeAtomic(ports.fs, { path: ports.file, bytes, mode, beforeRename: lock.assertHeld })
  return { vault, changed: edited.changed }
}

function tryEdit(edit: Edit, current: OpenedVault | undefined): EditedEntries {
  return edit(current?.document ?? EMPTY_DOCUMENT, { updatedAt: '', updatedBy: '' })
}

interface NextDocument {
  readonly current: OpenedVault | undefined
  readonly edited: EditedEntries
  readonly signer: Identity
  readonly recipients: readonly Key[]
  readonly date: Date
}

function nextDocument({ current, edited, signer, recipients, date }: NextDocument): VaultDocument {
  const meta = current?.document.meta
  return {
    values: edited.values,
    meta: {
      ...meta,
      version: 1,
      vault: meta?.vault ?? randomUUID(),
      generation: (meta?.generation ?? 0) + 1,
      updatedAt: date.toISOString(),
      updatedBy: signer.fingerprint,
      recipients: meta?.recipients ?? recipients.map(pin),
      entries: edited.entries,
    },
  }
}

function pin(key: Key): PinnedRecipient {
  return { fingerprint: key.getFingerprint(), name: key.getUserIDs()[0] ?? '' }
}

/** The keys to encrypt for: those pinned in the vault, or those an unsigned file was written for, or one's own. */
async function recipientsOf(ports: VaultPorts, current: OpenedVault | undefined, signer: Identity): Promise<Key[]> {
  if (current === undefined) return [signer.publicKey]
  const atHand = await keysAtHand(ports, signer)
  const pinned = current.document.meta?.recipients.map(({ fingerprint }) => fingerprint)
  const found = await Promise.all((pinned ?? current.keyIds).map((id) => findRecipient(ports, atHand, id)))
  return [...new Map(found.map((key) => [key.getFingerprint(), key])).values()]
}

/** By fingerprint, or by the id of one of its parts. */
async function findRecipient(ports: VaultPorts, atHand: readonly Key[], id: string): Promise<Key> {
  const matches = (key: Key) => key.getFingerprint() === id || key.getKeyIDs().some((each) => each.toHex() === id)
  const key = atHand.find(matches) ?? (await findPublicKey(ports.gpg, id))
  if (key !== undefined) return key
  throw new SecretsError('RECIPIENT_MISSING', `the vault is encrypted for ${id}, whose public key is not at hand`, {
    hint: `put it into ${ports.recipientsDir}, so that this recipient keeps access`,
    data: { id },
  })
}

/** Others need it to check the signature. */
async function saveOwnRecipient({ fs, recipientsDir }: VaultPorts, { publicKey }: Identity): Promise<void> {
  const names = (await orMissing(fs.list(recipientsDir))) ?? []
  if (!names.includes(`${publicKey.getFingerprint()}.asc`)) await saveRecipient(fs, recipientsDir, publicKey)
}

/** What the file really is, when its name is a symbolic link; makes the folder when there is none. */
async function writableTarget({ fs, file }: VaultPorts): Promise<string> {
  const existing = await orMissing(fs.realPath(file))
  if (existing === undefined) await fs.makeFolder(dirname(file))
  return existing ?? file
}

/** An error of the system becomes one that says what the vault is like now. */
async function asWriteError<T>(file: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (cause) {
    const code = errorCode(cause)
    if (code === undefined || cause instanceof SecretsError) throw cause
    throw new SecretsError('VAULT_NOT_WRITTEN', `the vault could not be written (${code})`, {
      hint: 'see that the disk has room and the folder can be written to, then try again',
      file,
      data: { code },
      cause,
    })
  }
}
