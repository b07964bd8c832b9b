import { SecretsError } from '../secrets-error.ts'
import type { Side } from '../vault.ts'
import { draftOf, type Edit, finish } from './edit-document.ts'

/**
 * Takes one side of a conflict; a side that had removed the entry removes it. Where later merges brought more, it is in conflict with that then.
 *
 * @throws {SecretsError} `ENTRY_MISSING` when there is no conflict of that name
 */
export function resolveConflict(name: string, side: Side): Edit {
  return (document, stamp) => {
    const draft = draftOf(document)
    const conflict = draft.conflicts.get(name)
    const chosen = conflict?.[side]
    if (chosen === undefined) throw noConflict(name, [...draft.conflicts.keys()])
    draft.conflicts.delete(name)
    const [next, ...others] = conflict?.others ?? []
    if (next) draft.conflicts.set(name, { ours: chosen, theirs: next, ...(others.length > 0 && { others }) })
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
