import { isDeepStrictEqual } from 'node:util'
import { SecretsError } from '../secrets-error.ts'
import { mapStates } from './conflict-states.ts'
import { draftOf, type Edit, finish, type VaultContent } from './edit-document.ts'
import type { EntryMeta, EntryState, JsonValue, PinnedRecipient, RotationDue, VaultDocument } from './vault-document.ts'

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
    for (const [name, conflict] of draft.conflicts)
      draft.conflicts.set(
        name,
        mapStates(conflict, (state) => dueIn(state, due)),
      )
    return finish({ ...draft, recipients }, names, false)
  }
}

/** Who reads one side of a merge, and not what comes of it. */
export interface ReadersLeft {
  readonly recipients: readonly PinnedRecipient[]
  /** The two sides. */
  readonly sides: readonly VaultDocument[]
  /** ISO 8601. */
  readonly since: string
}

/** What they could read where they are recipients, and that a merge has kept, is to be rotated. */
export function dueFor({ recipients, sides, since }: ReadersLeft, content: VaultContent): VaultContent {
  const entries = { ...content.entries }
  for (const { fingerprint, name: reader } of recipients) {
    const read = sides.filter(({ meta }) => meta?.recipients.some((each) => each.fingerprint === fingerprint))
    const isRead = ([name, value]: [string, JsonValue]) =>
      read.some(({ values }) => isDeepStrictEqual(values.get(name), value))
    const due: RotationDue = { since, because: reader || fingerprint }
    for (const [name] of [...content.values].filter(isRead))
      entries[name] = withRotation(entries[name] ?? NO_STAMP, due)
  }
  return { ...content, entries }
}

/** One side of a conflict, whose value is due once it is taken. */
export function dueIn<State extends EntryState>(state: State, due: RotationDue): State {
  const { value, meta = NO_STAMP } = state
  return value === undefined ? state : { ...state, meta: withRotation(meta, due) }
}

/** Names of the entries that must be rotated, sorted. */
export function rotationsDue({ meta }: VaultDocument): string[] {
  const entries = Object.entries(meta?.entries ?? {})
  return entries.flatMap(([name, { rotate }]) => (rotate === undefined ? [] : [name])).sort((a, b) => (a < b ? -1 : 1))
}

const NO_STAMP: EntryMeta = { updatedAt: '', updatedBy: '' }

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
