import type { SecretOwner } from './vault.ts'

/**
 * The name of an owner's entry, as the earlier Python tool has it: `<product>_<instance>_<KEY>` or
 * `<source>_<destination>_<topic>_<mode>_<KEY>`. Two owners can share a name, so look-ups go by owner, not by name.
 *
 * @example
 * entryName({ kind: 'instance', product: 'edr', instance: 'paris' }, 'API_KEY') // 'edr_paris_API_KEY'
 */
export function entryName(owner: SecretOwner, key: string): string {
  return ownerPrefix(owner) + key
}

/** What all names of an owner begin with. */
export function ownerPrefix(owner: SecretOwner): string {
  return `${ownerParts(owner).join('_')}_`
}

/** Whether both are the same owner. */
export function sameOwner(a: SecretOwner, b: SecretOwner): boolean {
  return ownerId(a) === ownerId(b)
}

/** An owner as a person reads it, e.g. `instance paris of edr`. */
export function describeOwner(owner: SecretOwner): string {
  if (owner.kind === 'instance') return `instance ${owner.instance} of ${owner.product}`
  return `plug ${owner.source} → ${owner.destination}, ${owner.topic} (${owner.mode})`
}

function ownerParts(owner: SecretOwner): string[] {
  if (owner.kind === 'instance') return [owner.product, owner.instance]
  return [owner.source, owner.destination, owner.topic, owner.mode]
}

function ownerId(owner: SecretOwner): string {
  return JSON.stringify([owner.kind, ...ownerParts(owner)])
}
