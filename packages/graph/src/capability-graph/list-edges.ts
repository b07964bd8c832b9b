import { type Edge, type EdgeFilter, type Exchange, exchangeOf, isMeant } from './edge.ts'
import { type GraphData, heldBy, holdersOf, indexOf, numberOf } from './graph-data.ts'
import type { MatchIndex } from './match-index.ts'

/**
 * Yields edges in a fixed order: by the source's declaration, the destination's, then by name of source and destination. Only the
 * place is kept, so that the first edge comes at once and any number of them needs no memory.
 *
 * The loops are flat and go by index: a generator that delegates, or keeps iterators, pays for it with each edge.
 */
export function* listEdges(data: GraphData, filter: EdgeFilter = {}): Generator<Edge, undefined> {
  const { names } = data
  const ends = new Ends(data, filter)
  for (const { exchange, sources, toId } of listExchanges(ends, filter)) {
    const { topic, mode, format, from, to } = exchange
    for (let i = 0; i < sources.length; i++) {
      const sourceId = sources[i]!
      const source = names[sourceId]!
      const destinations = ends.destinations(toId, sourceId)
      for (let j = 0; j < destinations.length; j++) {
        const destinationId = destinations[j]!
        if (sourceId === destinationId) continue
        yield { source, destination: names[destinationId]!, topic, mode, format, from, to }
      }
    }
  }
}

/** Two matching declarations that a filter means, with the products that hold the first. */
interface MeantExchange {
  readonly exchange: Exchange
  readonly sources: readonly number[]
  readonly toId: number
}

function* listExchanges(ends: Ends, filter: EdgeFilter): Generator<MeantExchange, undefined> {
  const { index } = ends
  for (const fromId of ends.sourceDeclarations()) {
    const sources = ends.sources(fromId)
    if (sources.length === 0) continue
    for (const toId of ends.answers(fromId)) {
      const exchange = exchangeOf(index.capability(fromId), index.capability(toId))
      if (isMeant(exchange, filter)) yield { exchange, sources, toId }
    }
  }
}

/**
 * Which declarations and products a filter leaves at each end. The table that graphs share may grow between two edges; no product of this
 * graph holds what comes then.
 */
class Ends {
  readonly index: MatchIndex
  readonly #data: GraphData
  readonly #source: number | undefined
  readonly #destination: Holder | undefined
  readonly #either: Holder | undefined

  constructor(data: GraphData, { source, destination, product }: EdgeFilter) {
    this.index = indexOf(data)
    this.#data = data
    this.#source = source === undefined ? undefined : numberOf(data, source)
    this.#destination = holderOf(data, destination)
    this.#either = holderOf(data, product)
  }

  sourceDeclarations(): readonly number[] {
    if (this.#source === undefined) return this.index.sources()
    return this.index.sort(heldBy(this.#data, this.#source).filter((id) => this.index.isSource(id)))
  }

  answers(from: number): readonly number[] {
    const answers = this.index.answers(from)
    return this.#destination ? answers.filter((id) => this.#destination!.holds.has(id)) : answers
  }

  sources(from: number): readonly number[] {
    return this.#source === undefined ? holdersOf(this.#data, from) : [this.#source]
  }

  /** Those at the destination of what `source` declares; only the product that must be at either end, unless it is the source. */
  destinations(to: number, source: number): readonly number[] {
    const all = this.#destination ? [this.#destination.id] : holdersOf(this.#data, to)
    if (this.#either === undefined || this.#either.id === source) return all
    const { id, holds } = this.#either
    return holds.has(to) && (this.#destination === undefined || this.#destination.id === id) ? [id] : []
  }
}

interface Holder {
  readonly id: number
  readonly holds: ReadonlySet<number>
}

function holderOf(data: GraphData, name: string | undefined): Holder | undefined {
  if (name === undefined) return undefined
  const id = numberOf(data, name)
  return { id, holds: new Set(heldBy(data, id)) }
}
