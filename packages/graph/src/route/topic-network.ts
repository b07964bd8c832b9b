import { type GraphData, heldBy, holdersOf, indexOf } from '../capability-graph/graph-data.ts'
import type { Hop } from './route.ts'

/** The part of a graph that can carry one topic. Declarations that leave the topic open can. */
export class TopicNetwork {
  readonly data: GraphData
  readonly topic: string
  readonly #hops = new Map<number, readonly Hop[]>()
  readonly #heldBy = new Map<number, ReadonlySet<number>>()

  constructor(data: GraphData, topic: string) {
    this.data = data
    this.topic = topic
  }

  /** How the topic can leave a product, in the order of the declarations. */
  hopsFrom(product: number): readonly Hop[] {
    const known = this.#hops.get(product)
    if (known) return known
    const hops = this.#declared(product, true).flatMap((from) =>
      this.#answers(from).map((to) => ({ from, to, format: this.#formatOf(from, to) })),
    )
    this.#hops.set(product, hops)
    return hops
  }

  /** Products that a hop can lead to, by name; the product that it starts from may be among them. */
  destinations(hop: Hop): readonly number[] {
    return holdersOf(this.data, hop.to)
  }

  /** Whether a hop can lead to a product. */
  leadsTo(hop: Hop, product: number): boolean {
    return this.#held(product).has(hop.to)
  }

  /**
   * The fewest hops from each product to the one given, through others that are not banned; by number of the product, missing where
   * there is no way.
   */
  distancesTo(product: number, banned: ReadonlySet<number>): ReadonlyMap<number, number> {
    const distances = new Map([[product, 0]])
    const seen = new Set<number>()
    const queue = [product]
    for (const at of queue) {
      for (const to of this.#declared(at, false)) {
        if (seen.has(to)) continue
        seen.add(to)
        for (const source of this.#answers(to).flatMap((from) => holdersOf(this.data, from))) {
          if (distances.has(source) || banned.has(source)) continue
          distances.set(source, distances.get(at)! + 1)
          queue.push(source)
        }
      }
    }
    return distances
  }

  #held(product: number): ReadonlySet<number> {
    const held = this.#heldBy.get(product) ?? new Set(heldBy(this.data, product))
    this.#heldBy.set(product, held)
    return held
  }

  #declared(product: number, source: boolean): number[] {
    const index = indexOf(this.data)
    return index.sort(heldBy(this.data, product).filter((id) => index.isSource(id) === source && this.#carries(id)))
  }

  #answers(id: number): number[] {
    return indexOf(this.data)
      .answers(id)
      .filter((answer) => this.#carries(answer))
  }

  #carries(id: number): boolean {
    const topic = indexOf(this.data).table.topicOf(id)
    return topic === undefined || topic === this.topic
  }

  #formatOf(from: number, to: number): string | undefined {
    const { table } = indexOf(this.data)
    return (table.formatOf(from) ?? table.formatOf(to))?.toLowerCase()
  }
}
