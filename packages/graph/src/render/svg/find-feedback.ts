import type { PictureArrow } from '../picture.ts'

/** Actions that go back to where their cause comes from: data lead from their destination to their source. */
export function findFeedback(arrows: readonly PictureArrow[]): ReadonlySet<PictureArrow> {
  const next = Map.groupBy(
    arrows.filter(({ kind }) => kind === 'data'),
    ({ source }) => source,
  )
  const reached = new Map<string, ReadonlySet<string>>()
  const reachFrom = (start: string) => {
    const known = reached.get(start)
    if (known) return known
    const seen = new Set([start])
    for (const at of seen) for (const { destination } of next.get(at) ?? []) seen.add(destination)
    reached.set(start, seen)
    return seen
  }
  return new Set(
    arrows.filter(
      ({ kind, source, destination }) =>
        kind === 'action' && source !== destination && reachFrom(destination).has(source),
    ),
  )
}
