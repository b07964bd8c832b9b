import type { VaultVersions } from './merge-vaults.ts'
import { type EntryMeta, entryMeta, type RotationDue, type VaultDocument } from './vault-document.ts'

/** What a merged entry says of its rotation. */
type Rotation = Pick<EntryMeta, 'rotate' | 'rotatedAt'>

/**
 * Which rotations are due after a merge: those that either side found due, unless a side has settled it; and those of
 * values that one side wrote while the other took somebody's access away, who could read them.
 */
export function rotationsAfter({ base, ours, theirs }: VaultVersions): (name: string) => Rotation {
  const removal = removalBetween({ base, ours, theirs })
  return (name) => {
    const [before, mine, yours] = [base, ours, theirs].map((each) =>
      each === undefined ? undefined : entryMeta(each, name),
    )
    const rotate = mergeDue(before?.rotate, mine, yours) ?? removal(name)
    const rotatedAt = [mine?.rotatedAt ?? '', yours?.rotatedAt ?? ''].sort().at(-1)
    return {
      ...(rotate !== undefined && { rotate }),
      ...(rotatedAt !== '' && rotatedAt !== undefined && { rotatedAt }),
    }
  }
}

function mergeDue(
  before: RotationDue | undefined,
  mine: EntryMeta | undefined,
  yours: EntryMeta | undefined,
): RotationDue | undefined {
  const found = [mine?.rotate, yours?.rotate].filter((each) => each !== undefined && each.since !== before?.since)
  if (found.length > 0) return found.sort((a, b) => ((a?.since ?? '') < (b?.since ?? '') ? -1 : 1))[0]
  return before === undefined || isSettled(mine, before) || isSettled(yours, before) ? undefined : before
}

/** Replaced, or said to be, since it is due. A version that only knows nothing of it yet has settled nothing. */
function isSettled(side: EntryMeta | undefined, { since }: RotationDue): boolean {
  if (side?.rotate !== undefined) return false
  return side === undefined || side.updatedAt >= since || (side.rotatedAt ?? '') >= since
}

/** Why a value of this name is known to somebody whom the other side removed. */
function removalBetween({ base, ours, theirs }: VaultVersions): (name: string) => RotationDue | undefined {
  const byUs = removedBy(ours, base)
  const byThem = removedBy(theirs, base)
  const isWritten = (side: VaultDocument, name: string) => side.values.get(name) !== base?.values.get(name)
  return (name) => (isWritten(theirs, name) ? byUs : undefined) ?? (isWritten(ours, name) ? byThem : undefined)
}

function removedBy(side: VaultDocument, base: VaultDocument | undefined): RotationDue | undefined {
  const left = new Set(side.meta?.recipients.map(({ fingerprint }) => fingerprint))
  const gone = base?.meta?.recipients.find(({ fingerprint }) => !left.has(fingerprint))
  if (gone === undefined || side.meta === undefined) return undefined
  return { since: side.meta.updatedAt, because: gone.name || gone.fingerprint }
}
