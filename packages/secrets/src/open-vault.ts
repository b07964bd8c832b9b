import { dirname, join } from 'node:path'
import { type ChangedVault, changeVault } from './change-vault.ts'
import { type Edit, setEntries, unsetEntries } from './document/edit-document.ts'
import { EMPTY_DOCUMENT, type VaultDocument } from './document/vault-document.ts'
import { entryName } from './entry-name.ts'
import { systemGpg } from './gpg/run-gpg.ts'
import { defaultKeyDir } from './keys/key-folder.ts'
import { keyRing } from './keys/key-ring.ts'
import { passphraseFrom } from './keys/passphrase-source.ts'
import { listEntries, readBytes, readText } from './list-entries.ts'
import { findOwned, ownedEntries } from './owned-entries.ts'
import { type OpenedVault, readVault, type VaultPorts } from './read-vault.ts'
import { nodeFileSystem } from './storage/file-system.ts'
import type { Vault, VaultOptions } from './vault.ts'

/**
 * A vault of secrets in one file. Opening touches nothing: the file is read, a passphrase asked for and a key made
 * only by the call that needs it. What was unlocked stays so for the life of the object.
 *
 * Every call may throw a {@link SecretsError} of `KEY_MISSING`, `KEY_UNUSABLE`, `PASSPHRASE_REQUIRED`,
 * `PASSPHRASE_WRONG`, `VAULT_DAMAGED`, `VAULT_FORGED`, `VAULT_NEWER`, `VAULT_TOO_LARGE`, `VAULT_UNSIGNED`; those that
 * write also `VAULT_LOCKED`, `VAULT_NOT_WRITTEN`, `ENTRY_COLLISION`, `ENTRY_NAME_INVALID` and those of recipients.
 *
 * @example
 * const vault = openVault({ file: 'secrets.gpg' })
 * await vault.setFor({ kind: 'instance', product: 'edr', instance: 'paris' }, { API_KEY: 'hunter2' })
 * await vault.getFor({ kind: 'instance', product: 'edr', instance: 'paris' }, 'API_KEY') // 'hunter2'
 */
export function openVault(options: VaultOptions): Vault {
  const session = vaultSession(vaultPorts(options))
  const knownOwners = options.knownOwners ?? (async () => [])
  const unset = async (names: readonly string[]) => ({ removed: await session.change(unsetEntries(names)) })
  return {
    get: async (name) => readText(await session.document(), name),
    getBytes: async (name) => readBytes(await session.document(), name),
    list: async () => listEntries(await session.document()),
    set: async (entries) => ({ changed: await session.change(setEntries(entries)) }),
    unset,
    getFor: async (owner, key) => {
      const document = await session.document()
      const name = findOwned(document, { owner, key, known: await knownOwners() })
      return name === undefined ? undefined : readText(document, name)
    },
    setFor: async (owner, values) => {
      const known = await knownOwners()
      const entries = Object.entries(values).map(([key, value]) => ({ name: entryName(owner, key), value, owner, key }))
      const edit: Edit = (document, stamp) => {
        for (const { key } of entries) findOwned(document, { owner, key, known })
        return setEntries(entries)(document, stamp)
      }
      return { changed: await session.change(edit) }
    },
    keysFor: async (owner) => [...ownedEntries(await session.document(), owner, await knownOwners()).keys()],
    removeOwner: async (owner) =>
      unset([...ownedEntries(await session.document(), owner, await knownOwners()).values()]),
  }
}

/** One reader and writer of a file: calls of one object take turns, and what was read last is kept. */
function vaultSession(ports: VaultPorts) {
  let last: OpenedVault | undefined
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const result = turn.then(act)
    turn = result.catch(() => {})
    return result
  }
  return {
    document: (): Promise<VaultDocument> =>
      inTurn(async () => {
        last = await readVault(ports, last)
        return last?.document ?? EMPTY_DOCUMENT
      }),
    change: (edit: Edit): Promise<readonly string[]> =>
      inTurn(async () => {
        const { vault, changed }: ChangedVault = await changeVault(ports, edit, last)
        last = vault
        return changed
      }),
  }
}

function vaultPorts(options: VaultOptions): VaultPorts {
  const env = options.env ?? process.env
  const passphrase = options.passphrase ?? passphraseFrom({ env })
  const fs = options.fileSystem ?? nodeFileSystem
  const clock = options.clock ?? (() => new Date())
  const gpg = systemGpg({ env, mayAsk: passphrase.interactive })
  return {
    fs,
    gpg,
    clock,
    file: options.file,
    recipientsDir: options.recipientsDir ?? join(dirname(options.file), 'recipients'),
    lockTimeoutMs: options.lockTimeoutMs ?? 10_000,
    keys: keyRing({
      fs,
      gpg,
      clock,
      passphrase,
      keyDir: options.keyDir ?? defaultKeyDir(env),
      identity: options.identity,
      key: options.key,
      armoredKey: env.MESHROOM_KEY,
    }),
  }
}
