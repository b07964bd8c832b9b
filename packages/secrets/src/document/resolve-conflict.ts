import { SecretsError } from '../secrets-error.ts'
import type { Side } from '../vault.ts'
import { draftOf, type Edit, finish } from './edit-document.ts'

/**
 * Takes one side of a conflict; a side that had removed the entry removes it.
 *
 * @throws {SecretsError} `ENTRY_MISSING` when there is no conflict of that name
 */
export function resolveConflict(name: string, side: Side): Edit {
  return (document, stamp) => {
    const draft = draftOf(document)
    const chosen = draft.conflicts.get(name)?.[side]
    if (chosen === undefined) throw noConflict(name, [...draft.conflicts.keys()])
    draft.conflicts.delete(name)
    draft.values.delete(name)
    draft.entries.delete(name)
    if (chosen.value !== undefined) {
      draft.values.set(name, chosen.value)
      draft.entries.set(name, { ...chosen.meta, ...stamp })
    }
    return finish(draft, [name])
  }
}

/** The error for a name that is in no conflict. */
export function noConflict(name: string, conflicts: readonly string[]): SecretsError {
  return new SecretsError('ENTRY_MISSING', `there is no conflict about "${name}"`, {
    hint: conflicts.length === 0 ? 'nothing is left to resolve' : `resolve one of: ${conflicts.join(', ')}`,
    data: { name, conflicts },
  })
}
