/** A thing on a tenant. */
export interface Standing {
  readonly plug: string
  /** Any name of the side, the same for all that is set up on it. */
  readonly side: string
}

/**
 * The sides of a plug are torn down in the reverse order of their setup: what was set up after the side that goes must be gone.
 *
 * @param standing in the order in which it was first set up
 * @returns the side that should have gone before; undefined where the order is right
 */
export function sideInTheWay(standing: readonly Standing[], going: Standing): string | undefined {
  const ofPlug = standing.filter(({ plug }) => plug === going.plug)
  const first = ofPlug.findIndex(({ side }) => side === going.side)
  return first < 0 ? undefined : ofPlug.slice(first).find(({ side }) => side !== going.side)?.side
}
