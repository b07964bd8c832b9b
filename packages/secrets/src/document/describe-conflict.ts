import { describeOwner, sameOwner } from '../entry-name.ts'
import type { ConflictSide, EntryInfo } from '../vault.ts'

type Conflict = NonNullable<EntryInfo['conflict']>

/**
 * Who changed an entry on one side of a conflict, when and where, in a line; never its value.
 *
 * @example
 * describeSide(entry.conflict.theirs) // 'set by Bob <bob@example.org> on 2026-01-31 12:00, on feature (generation 7)'
 */
export function describeSide({
  removed,
  absent,
  updatedAt,
  updatedBy,
  author,
  generation,
  branch,
  expires,
}: ConflictSide): string {
  const what = absent ? 'not there in the version' : removed ? 'removed' : 'set'
  const who = author ?? updatedBy
  return [
    what,
    ...(who === undefined ? [] : [` by ${who}`]),
    ...(updatedAt === undefined ? [] : [` on ${updatedAt.slice(0, 16).replace('T', ' ')}`]),
    ...(branch === undefined ? [] : [`, on ${branch}`]),
    ...(generation === undefined ? [] : [` (generation ${generation})`]),
    ...(expires === undefined ? [] : [`, expires on ${expires.slice(0, 10)}`]),
  ].join('')
}

/**
 * Whose entry is lost where the two sides gave one name to two owners; undefined where they did not.
 *
 * @example
 * describeCollision(entry.conflict)
 * // 'two owners made the same name: --ours is c_KEY of instance b of edr, --theirs KEY of instance b_c of edr; the one that is not taken has no value then'
 */
export function describeCollision({ ours, theirs }: Conflict): string | undefined {
  if (ours.owner === undefined || theirs.owner === undefined || sameOwner(ours.owner, theirs.owner)) return undefined
  const [mine, yours] = [ours, theirs].map(({ owner, key }) => `${key} of ${owner && describeOwner(owner)}`)
  return `two owners made the same name: --ours is ${mine}, --theirs ${yours}; the one that is not taken has no value then`
}
