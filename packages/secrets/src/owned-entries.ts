import { digestEntry } from './document/digest-entry.ts'
import { type Edit, setEntries, unsetEntries } from './document/edit-document.ts'
import { entryMeta, type VaultDocument } from './document/vault-document.ts'
import { describeOwner, entryName, ownerPrefix, sameOwner } from './entry-name.ts'
import { readText } from './list-entries.ts'
import type { VaultSession } from './open-vault.ts'
import { SecretsError } from './secrets-error.ts'
import type { SecretOwner, Vault } from './vault.ts'

/** The calls of a vault that go by owner. */
export function ownedEntriesOf(
  session: VaultSession,
  knownOwners: () => Promise<readonly SecretOwner[]>,
): OwnedEntries {
  // Who else there is matters only where the vault does not say whose an entry is.
  const ownersFor = async (document: VaultDocument, name: string) =>
    entryMeta(document, name)?.owner === undefined ? knownOwners() : []
  return {
    getFor: async (owner, key) => {
      const document = await session.document()
      const name = findOwned(document, { owner, key, known: await ownersFor(document, entryName(owner, key)) })
      return name === undefined ? undefined : readText(document, name)
    },
    digestFor: async (owner, key) => {
      const document = await session.document()
      const name = findOwned(document, { owner, key, known: await ownersFor(document, entryName(owner, key)) })
      return name === undefined || readText(document, name) === undefined ? undefined : digestEntry(document, name)
    },
    setFor: async (owner, values) => ({ changed: await session.change(setOwned(owner, values, await knownOwners())) }),
    keysFor: async (owner) => [...ownedEntries(await session.document(), owner, await knownOwners()).keys()],
    unsetFor: async (owner, keys) => ({ removed: await session.change(unsetOwned(owner, keys, await knownOwners())) }),
    removeOwner: async (owner) => ({ removed: await session.change(removeOwned(owner, await knownOwners())) }),
  }
}

type OwnedEntries = Pick<Vault, 'getFor' | 'digestFor' | 'setFor' | 'keysFor' | 'unsetFor' | 'removeOwner'>

function setOwned(
  owner: SecretOwner,
  values: Readonly<Record<string, string | Uint8Array>>,
  known: readonly SecretOwner[],
): Edit {
  const entries = Object.entries(values).map(([key, value]) => ({ name: entryName(owner, key), value, owner, key }))
  const edit = setEntries(entries)
  return (document, stamp) => {
    for (const { key } of entries) findOwned(document, { owner, key, known })
    return edit(document, stamp)
  }
}

function unsetOwned(owner: SecretOwner, keys: readonly string[], known: readonly SecretOwner[]): Edit {
  return (document, stamp) => {
    const owned = ownedEntries(document, owner, known)
    return unsetEntries(keys.flatMap((key) => owned.get(key) ?? []))(document, stamp)
  }
}

function removeOwned(owner: SecretOwner, known: readonly SecretOwner[]): Edit {
  return (document, stamp) => unsetEntries([...ownedEntries(document, owner, known).values()])(document, stamp)
}

/**
 * The name of the entry that holds an owner's value of a key, or undefined when the owner has none.
 * What another owner has under the same name is none of this one's.
 *
 * @throws {SecretsError} `ENTRY_AMBIGUOUS` when the entry says no owner and another known one could be meant
 */
export function findOwned(document: VaultDocument, { owner, key, known }: OwnedLookup): string | undefined {
  const name = entryName(owner, key)
  if (!document.values.has(name)) return undefined
  const holder = entryMeta(document, name)
  if (holder?.owner !== undefined) return sameOwner(holder.owner, owner) && holder.key === key ? name : undefined
  const others = claimants(name, known).filter((each) => !sameOwner(each, owner))
  if (others.length === 0) return name
  throw ambiguous(name, [owner, ...others])
}

export interface OwnedLookup {
  readonly owner: SecretOwner
  readonly key: string
  /** Who else there is. */
  readonly known: readonly SecretOwner[]
}

/** The owner's entries by key. Entries without owner count when nobody else could be meant. */
export function ownedEntries(
  document: VaultDocument,
  owner: SecretOwner,
  known: readonly SecretOwner[],
): Map<string, string> {
  const found = [...document.values.keys()].flatMap((name): [string, string][] => {
    const key = keyOf(document, name, { owner, known })
    return key === undefined ? [] : [[key, name]]
  })
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function keyOf(document: VaultDocument, name: string, { owner, known }: Omit<OwnedLookup, 'key'>): string | undefined {
  const holder = entryMeta(document, name)
  if (holder?.owner !== undefined) return sameOwner(holder.owner, owner) ? holder.key : undefined
  const prefix = ownerPrefix(owner)
  const isMine =
    name.startsWith(prefix) && name !== prefix && claimants(name, known).every((each) => sameOwner(each, owner))
  return isMine ? name.slice(prefix.length) : undefined
}

/** Who could own an entry of this name, going by the name alone. */
function claimants(name: string, known: readonly SecretOwner[]): SecretOwner[] {
  return known.filter((each) => name.startsWith(ownerPrefix(each)) && name !== ownerPrefix(each))
}

function ambiguous(name: string, owners: readonly SecretOwner[]): SecretsError {
  const who = owners.map(describeOwner)
  return new SecretsError('ENTRY_AMBIGUOUS', `${name} has no owner, and may be that of ${who.join(' or of ')}`, {
    hint: 'set it again for the owner it is meant for, with `meshroom configure`',
    data: { name, owners: who },
  })
}
