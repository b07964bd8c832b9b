import type { Departure, PinnedRecipient } from './vault-document.ts'

/** What a version makes of the departures before it. */
export interface AccessChange {
  /** Of the versions that it follows on. */
  readonly departures: readonly Departure[]
  /** Of every version that was seen on this machine. */
  readonly known: readonly Departure[]
  readonly before: readonly PinnedRecipient[]
  readonly after: readonly PinnedRecipient[]
  /** Fingerprints of those whom a person gives access with this version. */
  readonly admitted: readonly string[]
  readonly generation: number
}

/**
 * Departures after a change. Who was removed stays so, whatever an older branch says, until a person gives access again: a branch that
 * forked earlier knows nothing of it.
 */
export function departuresAfter({ departures, known, before, after, admitted, generation }: AccessChange): Departure[] {
  const stays = new Set(after.map(({ fingerprint }) => fingerprint))
  const left = before.map(({ fingerprint }) => fingerprint).filter((each) => !stays.has(each))
  const gone = left.filter((each) => !isDeparted(each, departures))
  const back = admitted.filter((each) => isDeparted(each, latestDepartures(departures, known)))
  return latestDepartures(
    departures,
    gone.map((fingerprint) => ({ fingerprint, generation })),
    back.map((fingerprint) => ({ fingerprint, generation, returned: true })),
  )
}

/** Of each person the latest, sorted by fingerprint; of two in the same generation the one that keeps out. */
export function latestDepartures(...lists: readonly (readonly Departure[] | undefined)[]): Departure[] {
  const latest = new Map<string, Departure>()
  for (const departure of lists.flatMap((list) => list ?? [])) {
    const known = latest.get(departure.fingerprint)
    if (known === undefined || isLater(departure, known)) latest.set(departure.fingerprint, departure)
  }
  return [...latest.values()].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
}

/** Whether somebody was removed, and was not given access again since. */
export function isDeparted(fingerprint: string, departures: readonly Departure[]): boolean {
  return departures.some((each) => each.fingerprint === fingerprint && each.returned === undefined)
}

function isLater(a: Departure, b: Departure): boolean {
  return a.generation > b.generation || (a.generation === b.generation && a.returned === undefined)
}
