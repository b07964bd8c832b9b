import { type Edge, type EdgeFilter, exchangeOf, isMeant } from './edge.ts'
import { type GraphData, heldBy, holdersOf, indexOf, numberOf } from './graph-data.ts'

/**
 * Yields edges in a fixed order: by the source's declaration, the destination's, then by name of source and destination. Only the
 * place is kept, so that the first edge comes at once and any number of them needs no memory.
 *
 * One flat loop: a generator that delegates to another pays for each edge again.
 */
export function* listEdges(data: GraphData, filter: EdgeFilter = {}): Generator<Edge, undefined> {
  const ends = new Ends(data, filter)
  const { declarations } = indexOf(data)
  for (const fromId of ends.sourceDeclarations()) {
    for (const toId of ends.answers(fromId)) {
      const exchange = exchangeOf(declarations[fromId]!.capability, declarations[toId]!.capability)
      if (!isMeant(exchange, filter)) continue
      const { topic, mode, format, from, to } = exchange
      for (const source of ends.sources(fromId)) {
        const name = data.names[source]!
        for (const destination of ends.destinations(toId, source)) {
          if (source === destination) continue
          yield { source: name, destination: data.names[destination]!, topic, mode, format, from, to }
        }
      }
    }
  }
}

/** Which declarations and products a filter leaves at each end. */
class Ends {
  readonly #data: GraphData
  readonly #source: number | undefined
  readonly #destination: Holder | undefined
  readonly #either: Holder | undefined

  constructor(data: GraphData, { source, destination, product }: EdgeFilter) {
    this.#data = data
    this.#source = source === undefined ? undefined : numberOf(data, source)
    this.#destination = holderOf(data, destination)
    this.#either = holderOf(data, product)
  }

  sourceDeclarations(): readonly number[] {
    const index = indexOf(this.#data)
    if (this.#source === undefined) return index.sources
    return index.sort(heldBy(this.#data, this.#source).filter((id) => index.declarations[id]!.source))
  }

  answers(from: number): readonly number[] {
    const answers = indexOf(this.#data).answers(from)
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
