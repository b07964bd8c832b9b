import type { Mode } from '../match/capability.ts'
import { isMeant } from './edge.ts'
import { type GraphData, heldBy, holdersOf, indexOf, numberOf } from './graph-data.ts'
import type { MatchIndex } from './match-index.ts'

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

/** With more holders of what answers, products are asked one by one instead. */
const mostCandidates = 256

/**
 * Yields neighbours by name. Where few hold what answers, they are the candidates; where many do, asking one product after the other finds
 * the first at once.
 */
export function* listNeighbors(
  data: GraphData,
  name: string,
  filter: NeighborFilter = {},
): Generator<Neighbor, undefined> {
  const self = numberOf(data, name)
  const meeting = new Meeting(indexOf(data), filter)
  const own = heldBy(data, self).filter((id) => meeting.canTakePart(id))
  for (const id of listCandidates(data, own)) {
    if (id === self) continue
    const neighbor = meeting.describe(data.names[id]!, own, heldBy(data, id))
    if (neighbor !== undefined) yield neighbor
  }
}

/** Products that may be neighbours, by name. */
function listCandidates(data: GraphData, own: readonly number[]): readonly number[] {
  const candidates: number[] = []
  for (const id of own) {
    indexOf(data).visitAnswers(id, (answers) => {
      for (const answer of answers) {
        const holders = holdersOf(data, answer)
        for (let i = 0; i < holders.length && candidates.length <= mostCandidates; i++) candidates.push(holders[i]!)
      }
      return candidates.length <= mostCandidates
    })
    if (candidates.length > mostCandidates) return data.products
  }
  return [...new Set(candidates)].sort((a, b) => (data.names[a]! < data.names[b]! ? -1 : 1))
}

/** What one product can exchange with others, as far as a filter means it. */
class Meeting {
  readonly #index: MatchIndex
  readonly #filter: NeighborFilter

  constructor(index: MatchIndex, filter: NeighborFilter) {
    this.#index = index
    this.#filter = filter
  }

  /** Whether a declaration of the product goes in a direction, a mode and a topic that are meant. */
  canTakePart(id: number): boolean {
    const { topic, mode, direction } = this.#filter
    const { source, mode: own } = this.#index.table.shapeOf(id)
    if (direction !== undefined && source !== (direction === 'out')) return false
    return (mode ?? own) === own && (topic === undefined || (this.#index.table.topicOf(id) ?? topic) === topic)
  }

  describe(product: string, own: readonly number[], others: readonly number[]): Neighbor | undefined {
    const topics = new Set<string | undefined>()
    let [outgoing, incoming] = [0, 0]
    for (const mine of own) {
      for (const other of others) {
        if (!this.#index.meet(mine, other)) continue
        const outwards = this.#index.isSource(mine)
        const exchange = outwards ? this.#exchange(mine, other) : this.#exchange(other, mine)
        if (!isMeant(exchange, this.#filter)) continue
        topics.add(exchange.topic)
        if (outwards) outgoing++
        else incoming++
      }
    }
    if (topics.size === 0) return undefined
    return { product, topics: [...topics].sort(), outgoing, incoming }
  }

  #exchange(from: number, to: number) {
    const { table } = this.#index
    return {
      topic: table.topicOf(from) ?? table.topicOf(to),
      mode: table.shapeOf(from).mode,
      format: table.formatOf(from) ?? table.formatOf(to),
    }
  }
}
