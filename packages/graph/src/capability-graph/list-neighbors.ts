import type { Mode } from '../match/capability.ts'
import { exchangeOf, isMeant } from './edge.ts'
import { type GraphData, heldBy, holdersOf, indexOf, numberOf } from './graph-data.ts'

/** A product that another can exchange something with. */
export interface Neighbor {
  readonly product: string
  /** What they can exchange, sorted; `undefined` last, where both sides leave the topic open. */
  readonly topics: readonly (string | undefined)[]
  /** How many edges lead to it. */
  readonly outgoing: number
  /** How many edges come from it. */
  readonly incoming: number
}

/** Which edges count; see the filter of edges. */
export interface NeighborFilter {
  readonly topic?: string | undefined
  readonly mode?: Mode | undefined
  readonly format?: string | undefined
  /** `out`: only what the product sends; `in`: only what it receives. */
  readonly direction?: 'in' | 'out' | undefined
}

/** One matching pair of declarations, with the products at the other end by name and how far they have been taken. */
interface Strand {
  readonly topic: string | undefined
  readonly outwards: boolean
  readonly holders: readonly number[]
  next: number
}

/** Yields neighbours by name: all strands are walked at once, so that the first comes before the second has been looked for. */
export function* listNeighbors(
  data: GraphData,
  name: string,
  filter: NeighborFilter = {},
): Generator<Neighbor, undefined> {
  const self = numberOf(data, name)
  let strands = listStrands(data, self, filter)
  while (strands.length > 0) {
    const id = firstByName(data, strands)
    const taken = strands.filter(({ holders, next }) => holders[next] === id)
    for (const strand of taken) strand.next++
    strands = strands.filter(({ holders, next }) => next < holders.length)
    if (id !== self) yield describeNeighbor(data.names[id]!, taken)
  }
}

function listStrands(data: GraphData, self: number, filter: NeighborFilter): Strand[] {
  const index = indexOf(data)
  const strands: Strand[] = []
  for (const own of heldBy(data, self)) {
    const { source: outwards, capability } = index.declarations[own]!
    if (filter.direction !== undefined && outwards !== (filter.direction === 'out')) continue
    index.visitAnswers(own, (answers) => {
      for (const answer of answers) {
        const holders = holdersOf(data, answer)
        const other = index.declarations[answer]!.capability
        const exchange = outwards ? exchangeOf(capability, other) : exchangeOf(other, capability)
        if (holders.length === 0 || !isMeant(exchange, filter)) continue
        strands.push({ topic: exchange.topic, outwards, holders, next: 0 })
      }
    })
  }
  return strands
}

function firstByName({ names }: GraphData, strands: readonly Strand[]): number {
  let first = strands[0]!.holders[strands[0]!.next]!
  for (const { holders, next } of strands) if (names[holders[next]!]! < names[first]!) first = holders[next]!
  return first
}

function describeNeighbor(product: string, strands: readonly Strand[]): Neighbor {
  const outgoing = strands.filter(({ outwards }) => outwards).length
  return {
    product,
    topics: [...new Set(strands.map(({ topic }) => topic))].sort(),
    outgoing,
    incoming: strands.length - outgoing,
  }
}
