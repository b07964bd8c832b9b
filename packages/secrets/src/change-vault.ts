import { dirname } from 'node:path'
import type { Edit, EditedContent } from './document/edit-document.ts'
import { EMPTY_DOCUMENT } from './document/vault-document.ts'
import { assertCanWrite } from './keys/assert-can-write.ts'
import type { Identity } from './pgp/identity.ts'
import { parseVaultMessage } from './pgp/vault-message.ts'
import { type OpenedVault, type ReadOptions, readVault, type VaultPorts } from './read-vault.ts'
import { assertNothingProposed } from './recipients/proposed-recipients.ts'
import { saveRecipients } from './recipients/resolve-recipients.ts'
import { sealVault } from './seal-vault.ts'
import { SecretsError } from './secrets-error.ts'
import { errorCode, orMissing } from './storage/file-system.ts'
import { type HeldLock, sweepLocks, takeLock } from './storage/lock-file.ts'
import { NotSyncedError, sweepTemporaries, writeAtomic } from './storage/write-atomic.ts'
import { rememberVersion } from './trust/assert-trusted.ts'
import type { ApprovalRequest } from './vault.ts'

/** What to change. */
export interface VaultChange extends ReadOptions {
  readonly edit: Edit
}

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
 *   `VAULT_NOT_SYNCED`, `KEY_EXPIRED`, `RECIPIENT_MISSING`, `RECIPIENT_EXPIRED`, `RECIPIENT_REVOKED`, `RECIPIENT_UNUSABLE`, `RECIPIENT_UNKNOWN`
 */
export async function changeVault(ports: VaultPorts, change: VaultChange): Promise<ChangedVault> {
  const before = await readVault(ports, change)
  const attempt = tryEdit(change.edit, before)
  if (attempt.isSame) return { vault: before, changed: [] }
  const asked = askOnce(ports)
  await askBeforehand(asked, { current: before, content: attempt })
  return writeChange(asked, { ...change, previous: before })
}

/**
 * Asks the person all that there is to ask before the lock is taken: nobody waits for somebody who thinks. What only turns up under the
 * lock, because another has written meanwhile, is asked there.
 */
async function askBeforehand(ports: VaultPorts, { current, content }: Pending): Promise<void> {
  if (ports.isInteractive && current === undefined) return ports.keys.askBeforehand()
  if (current === undefined || (!ports.isInteractive && ports.approve === undefined)) return
  const signer = await signerFor(ports, current)
  // A card, or the agent of gpg, asks with the first signature.
  await signer.sign(new Uint8Array(), ports.clock())
  if (!isAboutAccess(content, current)) await assertNothingProposed(ports, { current, signer })
}

interface Pending {
  readonly current: OpenedVault | undefined
  readonly content: EditedContent
}

/** The same answer to the same question. */
function askOnce(ports: VaultPorts): VaultPorts {
  const { approve } = ports
  const answers = new Map<string, Promise<boolean>>()
  const once = (request: ApprovalRequest, ask: (request: ApprovalRequest) => Promise<boolean>) => {
    const question = `${request.kind} ${request.fingerprint}`
    const answer = answers.get(question) ?? ask(request)
    answers.set(question, answer)
    return answer
  }
  return { ...ports, approve: approve && ((request) => once(request, approve)) }
}

async function writeChange(ports: VaultPorts, change: VaultChange): Promise<ChangedVault> {
  return asWriteError(ports.file, async () => {
    const target = await writableTarget(ports)
    const lock = await takeLock(ports.fs, { path: `${target}.lock`, timeoutMs: ports.lockTimeoutMs })
    try {
      await sweepTemporaries(ports.fs, target)
      await sweepLocks(ports.fs, `${target}.lock`)
      return await changeLocked({ ...ports, file: target }, { ...change, lock })
    } finally {
      await lock.release()
    }
  })
}

interface LockedChange extends VaultChange {
  readonly lock: HeldLock
}

async function changeLocked(ports: VaultPorts, change: LockedChange): Promise<ChangedVault> {
  const current = await readVault(ports, change)
  if (tryEdit(change.edit, current).isSame) return { vault: current, changed: [] }
  const signer = await signerFor(ports, current)
  const stamp = { updatedAt: ports.clock().toISOString(), updatedBy: signer.fingerprint }
  const content = change.edit(current?.document ?? EMPTY_DOCUMENT, stamp)
  const approved = isAboutAccess(content, current) ? [] : await assertNothingProposed(ports, { current, signer })
  const generation = await nextGeneration(ports, current)
  const vault = await sealVault(ports, { content, current, signer, approved, generation })
  await saveRecipients(ports, vault.document.meta?.recipients ?? [])
  const mode = (await orMissing(ports.fs.mode(ports.file))) ?? 0o644
  await writeAtomic(ports.fs, { path: ports.file, bytes: vault.bytes, mode, beforeRename: change.lock.assertHeld })
  await rememberVersion(ports, { file: ports.file, ...vault })
  return { vault, changed: content.changed }
}

function isAboutAccess(content: EditedContent, current: OpenedVault | undefined): boolean {
  return content.recipients !== current?.document.meta?.recipients
}

/**
 * Whoever's key opened it; when a cached session key did, the key is asked for now.
 *
 * @throws {SecretsError} `KEY_EXPIRED`, `KEY_UNUSABLE`
 */
export async function signerFor(ports: VaultPorts, current: OpenedVault | undefined): Promise<Identity> {
  const signer = await ownKey(ports, current)
  await assertCanWrite(signer, ports.clock())
  return signer
}

async function ownKey({ keys }: VaultPorts, current: OpenedVault | undefined): Promise<Identity> {
  if (current === undefined) return keys.ownOrNew()
  return current.identity ?? (await keys.open(await parseVaultMessage(current.bytes))).identity
}

/** Above every version seen here, so that one written on an older branch is not taken for a rollback later. */
export async function nextGeneration({ memory }: VaultPorts, current: OpenedVault | undefined): Promise<number> {
  const meta = current?.document.meta
  const [newest] = (await memory.of(meta?.vault))?.seen ?? []
  return Math.max(meta?.generation ?? 0, newest?.generation ?? 0) + 1
}

function tryEdit(edit: Edit, current: OpenedVault | undefined): EditedContent {
  return edit(current?.document ?? EMPTY_DOCUMENT, { updatedAt: '', updatedBy: '' })
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
    if (cause instanceof NotSyncedError) throw notSynced(file, cause)
    const code = errorCode(cause)
    if (code === undefined || cause instanceof SecretsError) throw cause
    throw notWritten(file, code, cause)
  }
}

function notWritten(file: string, code: string, cause: unknown): SecretsError {
  return new SecretsError('VAULT_NOT_WRITTEN', `the vault could not be written (${code}) and is as it was`, {
    hint: 'see that the disk has room and the folder can be written to, then try again',
    file,
    data: { code },
    cause,
  })
}

function notSynced(file: string, cause: NotSyncedError): SecretsError {
  return new SecretsError(
    'VAULT_NOT_SYNCED',
    'the vault was written, but the disk did not confirm it: a power cut may undo it',
    {
      hint: 'see what is wrong with the disk, and set the value again',
      file,
      cause,
    },
  )
}
