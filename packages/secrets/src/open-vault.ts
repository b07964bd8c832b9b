import { acceptPresent } from './accept-present.ts'
import { changeVault } from './change-vault.ts'
import { checkVault } from './doctor/check-vault.ts'
import { blastRadius } from './document/blast-radius.ts'
import { describeDocument } from './document/describe-document.ts'
import { type Edit, replaceEntries, setEntries, setMissingEntries, unsetEntries } from './document/edit-document.ts'
import { resolveConflict } from './document/resolve-conflict.ts'
import { recordRotation } from './document/rotate-entries.ts'
import { EMPTY_DOCUMENT, type VaultDocument } from './document/vault-document.ts'
import { listEntries, readBytes, readSide, readText } from './list-entries.ts'
import { mergeFiles } from './merge-files.ts'
import { ownedEntriesOf } from './owned-entries.ts'
import { readOther } from './read-other.ts'
import { type OpenedVault, openBytes, type ReadOptions, readVault, type VaultPorts } from './read-vault.ts'
import { vaultRecipients } from './recipients/vault-recipients.ts'
import type { Vault, VaultOptions } from './vault.ts'
import { vaultPorts } from './vault-ports.ts'

/**
 * A vault of secrets in one file. Opening touches nothing: the file is read, a passphrase asked for and a key made
 * only by the call that needs it. What was unlocked stays so for the life of the object.
 *
 * Every call may throw a {@link SecretsError}; its `code` says what of. The README lists them.
 *
 * @example
 * const vault = openVault({ file: 'secrets.gpg' })
 * await vault.setFor({ kind: 'instance', product: 'edr', instance: 'paris' }, { API_KEY: 'hunter2' })
 * await vault.getFor({ kind: 'instance', product: 'edr', instance: 'paris' }, 'API_KEY') // 'hunter2'
 */
export function openVault(options: VaultOptions): Vault {
  const { keyDir, ...ports } = vaultPorts(options)
  const session = vaultSession(ports)
  const recipients = vaultRecipients(ports, session)
  const unset = async (names: readonly string[]) => ({ removed: await session.change(unsetEntries(names)) })
  const list = async () => listEntries(await session.document())
  return {
    get: async (name) => readText(await session.document(), name),
    getBytes: async (name) => readBytes(await session.document(), name),
    list,
    set: async (entries) => ({ changed: await session.change(setEntries(entries)) }),
    replace: async (entries, seen) => ({ changed: await session.change(replaceEntries(entries, seen)) }),
    setMissing: async (entries) => ({ changed: await session.change(setMissingEntries(entries)) }),
    unset,
    ...ownedEntriesOf(session, options.knownOwners ?? (async () => [])),
    recipients,
    recordRotation: async (names) => void (await session.change(recordRotation(names))),
    blastRadius: async (name) => blastRadius(await session.document(), name),
    getSide: async (name, side) => readSide(await session.document(), name, side),
    resolve: async (name, side) => void (await session.change(resolveConflict(name, side))),
    merge: (versions) => session.inTurn(() => mergeFiles(ports, versions)),
    readOther: (bytes) => session.inTurn(() => readOther(ports, bytes)),
    describe: (bytes) => session.inTurn(async () => describeDocument((await openBytes(ports, bytes)).document)),
    acceptPresent: (options) => acceptPresent(ports, session, options),
    check: () => checkVault({ ports, keyDir, document: session.document, entries: list, recipients: recipients.list }),
  }
}

/** One reader and writer of a file. */
export interface VaultSession {
  document(options?: Pick<ReadOptions, 'acceptPresent'>): Promise<VaultDocument>
  /** Names that the edit changed. */
  change(edit: Edit, options?: ReadOptions): Promise<readonly string[]>
  /** Waits for the calls before it. */
  inTurn<T>(act: () => Promise<T>): Promise<T>
}

/** Calls of one object take turns, and what was read last is kept. */
function vaultSession(ports: VaultPorts): VaultSession {
  let last: OpenedVault | undefined
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const result = turn.then(act)
    turn = result.catch(() => {})
    return result
  }
  return {
    inTurn,
    document: (options = {}) =>
      inTurn(async () => {
        const found = await readVault(ports, { previous: last, ...options })
        // What was accepted is judged at the next call, by what is remembered then.
        last = options.acceptPresent ? undefined : found
        return found?.document ?? EMPTY_DOCUMENT
      }),
    change: (edit, options) =>
      inTurn(async () => {
        const { vault, changed } = await changeVault(ports, { previous: last, edit, ...options })
        last = vault
        return changed
      }),
  }
}
