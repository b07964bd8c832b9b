import { entryMeta, type VaultDocument } from './document/vault-document.ts'
import { describeOwner, entryName, ownerPrefix, sameOwner } from './entry-name.ts'
import { SecretsError } from './secrets-error.ts'
import type { SecretOwner } from './vault.ts'

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
