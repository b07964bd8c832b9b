import type { ConflictingState, EntryConflict } from './vault-document.ts'

/** What there is to choose from in a conflict. */
export function statesOf({ ours, theirs, others = [] }: EntryConflict): ConflictingState[] {
  return [ours, theirs, ...others]
}

/** The conflict with each of its states as `change` makes it. */
export function mapStates(
  conflict: EntryConflict,
  change: (state: ConflictingState) => ConflictingState,
): EntryConflict {
  const { ours, theirs, others, ...rest } = conflict
  return { ...rest, ours: change(ours), theirs: change(theirs), ...(others && { others: others.map(change) }) }
}
