import { type GraphData, holdersOf, indexOf } from './graph-data.ts'
import type { Ids, Meeting } from './match-index.ts'

/**
 * Counts edges by topic without enumerating them: products of the numbers of holders, less those that a product would have with itself.
 * Takes time for capabilities, not for edges.
 */
export function countEdges(data: GraphData): ReadonlyMap<string | undefined, number> {
  const counts = new Map<string | undefined, number>()
  const tally = new Int32Array(data.names.length)
  for (const meeting of indexOf(data).meetings()) countMeeting(data, meeting, { tally, counts })
  return counts
}

interface Counting {
  /** How many declarations each product has on the side that is not being walked; all zero between meetings. */
  readonly tally: Int32Array
  readonly counts: Map<string | undefined, number>
}

/** Walks the side that names the topic, if any does, against the other side as a whole. */
function countMeeting(data: GraphData, { sources, destinations }: Meeting, { tally, counts }: Counting): void {
  const { table } = indexOf(data)
  const [walked, whole] = table.topicOf(sources[0]!) === undefined ? [destinations, sources] : [sources, destinations]
  const total = addHolders(data, whole, tally)
  for (const id of walked) {
    const holders = holdersOf(data, id)
    let edges = holders.length * total
    for (const holder of holders) edges -= tally[holder]!
    const topic = table.topicOf(id)
    if (edges > 0) counts.set(topic, (counts.get(topic) ?? 0) + edges)
  }
  for (const id of whole) for (const holder of holdersOf(data, id)) tally[holder] = 0
}

function addHolders(data: GraphData, declarations: Ids, tally: Int32Array): number {
  let total = 0
  for (const id of declarations) {
    const holders = holdersOf(data, id)
    total += holders.length
    for (const holder of holders) tally[holder]!++
  }
  return total
}
