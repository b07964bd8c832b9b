import { SecretsError } from '../secrets-error.ts'
import { draftOf, type Edit, finish } from './edit-document.ts'
import type { EntryMeta, PinnedRecipient, RotationDue, VaultDocument } from './vault-document.ts'

/**
 * Records that these were replaced where they are used, with the value that is in the vault now.
 *
 * @throws {SecretsError} `ENTRY_MISSING`
 */
export function recordRotation(names: readonly string[]): Edit {
  return (document, stamp) => {
    const draft = draftOf(document)
    for (const name of names) {
      if (!draft.values.has(name)) throw missing(name)
      const { rotate: _settled, ...meta }: EntryMeta = draft.entries.get(name) ?? stamp
      draft.entries.set(name, { ...meta, rotatedAt: stamp.updatedAt })
    }
    return finish(draft, names)
  }
}

/** Takes a recipient's access to what is written from now on; all that he could read is to be rotated. */
export function removeRecipient(removed: PinnedRecipient): Edit {
  return (document, stamp) => {
    const draft = draftOf(document)
    const recipients = draft.recipients?.filter(({ fingerprint }) => fingerprint !== removed.fingerprint)
    const names = [...draft.values.keys()]
    const due: RotationDue = { since: stamp.updatedAt, because: removed.name || removed.fingerprint }
    for (const name of names) draft.entries.set(name, withRotation(draft.entries.get(name) ?? stamp, due))
    return finish({ ...draft, recipients }, names, false)
  }
}

/** Names of the entries that must be rotated, sorted. */
export function rotationsDue({ meta }: VaultDocument): string[] {
  const entries = Object.entries(meta?.entries ?? {})
  return entries.flatMap(([name, { rotate }]) => (rotate === undefined ? [] : [name])).sort((a, b) => (a < b ? -1 : 1))
}

/** The first reason stays: it has been due since then. */
function withRotation(meta: EntryMeta, due: RotationDue): EntryMeta {
  return meta.rotate === undefined ? { ...meta, rotate: due } : meta
}

function missing(name: string): SecretsError {
  return new SecretsError('ENTRY_MISSING', `there is no secret "${name}"`, {
    hint: 'see `meshroom secrets list`',
    data: { name },
  })
}
