import { findGaps, type GapOptions } from '../gaps/find-gaps.ts'
import type { Gap } from '../gaps/gap.ts'
import type { Integration, IntegrationData } from '../integrations/integration.ts'
import { type IntegrationFilter, integrationsOf, listIntegrations } from '../integrations/list-integrations.ts'
import type { CapabilityData } from '../match/capability.ts'
import { findRoutes, type RouteOptions } from '../route/find-routes.ts'
import type { Route } from '../route/route.ts'
import { buildGraphData } from './build-graph-data.ts'
import { withoutProduct, withProduct } from './change-products.ts'
import { countEdges } from './count-edges.ts'
import type { Edge, EdgeFilter } from './edge.ts'
import { type Explanation, explainPair, listBetween } from './explain-pair.ts'
import { findComponents } from './find-components.ts'
import { type GraphData, heldBy, indexOf, numberOf, type ProductData } from './graph-data.ts'
import { listEdges } from './list-edges.ts'
import { listNeighbors, type Neighbor, type NeighborFilter } from './list-neighbors.ts'
import { type Hub, measureDegrees, measureOpenness, rankHubs } from './measure-degrees.ts'
import { summarizeTopics, type TopicSummary } from './summarize-topics.ts'

/** Besides the products, what a graph is built from. */
export interface BuildOptions {
  /** Integrations that manifests describe; the others follow from capabilities. */
  readonly integrations?: readonly IntegrationData[] | undefined
}

/**
 * Builds the graph of which products can exchange what. Declarations are grouped, never paired product by product, so that time and
 * memory go with the number of capabilities, whatever the number of edges.
 *
 * @throws GraphError `GRAPH_DUPLICATE_PRODUCT` when two products have one name; `GRAPH_INVALID_PRODUCT` and `GRAPH_INVALID_INTEGRATION` for
 *   what is none, `data.index` says which; `GRAPH_INVALID_CAPABILITY` for an unknown role or mode or a value that is not plain (NaN is not),
 *   `data.product` and `data.index` say which
 * @example
 * const graph = buildCapabilityGraph([
 *   { name: 'edr', capabilities: [{ role: 'producer', topic: 'alerts', mode: 'push' }] },
 *   { name: 'siem', capabilities: [{ role: 'consumer', topic: 'alerts', mode: 'push' }] },
 * ])
 * graph.edgeCount // 1
 */
export function buildCapabilityGraph(
  products: readonly ProductData[],
  { integrations = [] }: BuildOptions = {},
): CapabilityGraph {
  return new CapabilityGraph(buildGraphData(products, integrations))
}

/** An immutable graph of products and what they can exchange. Answers that cost something are worked out when first asked for. */
export class CapabilityGraph {
  readonly #data: GraphData
  #counts: ReadonlyMap<string | undefined, number> | undefined
  #degrees: readonly Hub[] | undefined

  /** @internal Graphs are made by {@link buildCapabilityGraph}, `with` and `without`. */
  constructor(data: GraphData) {
    this.#data = data
  }

  /** Names of the products, sorted by code units. */
  get products(): readonly string[] {
    return this.#data.products.map((id) => this.#data.names[id]!)
  }

  /** How many edges there are, exactly; they are not enumerated for it. */
  get edgeCount(): number {
    this.#counts ??= countEdges(this.#data)
    let total = 0
    for (const count of this.#counts.values()) total += count
    return total
  }

  /** The density of the graph, from 0 to 1: the share of ordered pairs of products that can exchange anything. */
  get openness(): number {
    return measureOpenness(this.#measured())
  }

  /** Who deals with each topic and action, sorted by topic. */
  get topics(): readonly TopicSummary[] {
    return summarizeTopics(this.#data)
  }

  /** Products that are connected directly or through others; largest group first, then by name. */
  get components(): readonly (readonly string[])[] {
    return findComponents(this.#data)
  }

  /** All products, the best connected first. */
  get hubs(): readonly Hub[] {
    return rankHubs(this.#measured())
  }

  has(product: string): boolean {
    const id = this.#data.numberOf.get(product)
    return id !== undefined && this.#data.held.has(id)
  }

  /**
   * The distinct declarations of a product, in a fixed order.
   *
   * @throws GraphError `GRAPH_UNKNOWN_PRODUCT`
   */
  capabilities(product: string): readonly CapabilityData[] {
    const index = indexOf(this.#data)
    return index.sort(heldBy(this.#data, numberOf(this.#data, product))).map((id) => index.capability(id))
  }

  /**
   * Yields edges one by one, by the source's declaration, the destination's, then by name of source and destination.
   *
   * @throws GraphError `GRAPH_UNKNOWN_PRODUCT`
   * @example
   * for (const { source, destination, topic } of graph.edges({ topic: 'alerts' })) console.log(source, topic, destination)
   */
  edges(filter?: EdgeFilter): Generator<Edge, undefined> {
    return listEdges(this.#data, filter)
  }

  /**
   * Yields the products that one can exchange something with, by name.
   *
   * @throws GraphError `GRAPH_UNKNOWN_PRODUCT`
   */
  neighbors(product: string, filter?: NeighborFilter): Generator<Neighbor, undefined> {
    return listNeighbors(this.#data, product, filter)
  }

  /**
   * Every edge of two products: those from `a` to `b`, then the others.
   *
   * @throws GraphError `GRAPH_UNKNOWN_PRODUCT`
   */
  between(a: string, b: string): readonly Edge[] {
    return listBetween(this.#data, a, b)
  }

  /**
   * Why two products can or cannot exchange a topic: their edges, each near miss with its reasons, and what nothing answers.
   *
   * @throws GraphError `GRAPH_UNKNOWN_PRODUCT`
   */
  explain(a: string, b: string, topic: string): Explanation {
    return explainPair(this.#data, [a, b], topic)
  }

  /**
   * What is missing to connect two products: for each flow that is not possible, every smallest set of capabilities and setup hooks, the
   * cheapest first.
   *
   * @throws GraphError `GRAPH_UNKNOWN_PRODUCT`
   */
  gaps(a: string, b: string, options?: GapOptions): readonly Gap[] {
    return findGaps(this, [a, b], options)
  }

  /**
   * The cheapest ways for a topic from one product to another, through others that take it and pass it on: each hop costs 1, each
   * conversion to another format too.
   *
   * @throws GraphError `GRAPH_UNKNOWN_PRODUCT`
   */
  route(from: string, to: string, topic: string, options?: RouteOptions): readonly Route[] {
    return findRoutes(this.#data, { from, to, topic }, options)
  }

  /** Yields integrations, generic and from manifests, by product, target, topic, role, mode and format. */
  integrations(filter?: IntegrationFilter): Generator<Integration, undefined> {
    return listIntegrations(this.#data, filter)
  }

  /** Integrations of both products with each other: those of `a` with `b`, then those of `b` with `a`. */
  integrationsBetween(a: string, b: string): readonly Integration[] {
    return [...integrationsOf(this.#data, a, b), ...integrationsOf(this.#data, b, a)]
  }

  /**
   * A graph with a product more, or with another in place of that of the same name. This one stays as it is.
   *
   * @throws GraphError `GRAPH_INVALID_PRODUCT`, `GRAPH_INVALID_CAPABILITY`
   */
  with(product: ProductData): CapabilityGraph {
    return new CapabilityGraph(withProduct(this.#data, product))
  }

  /** A graph without a product; this one when it has none of that name. */
  without(product: string): CapabilityGraph {
    return this.has(product) ? new CapabilityGraph(withoutProduct(this.#data, product)) : this
  }

  #measured(): readonly Hub[] {
    this.#degrees ??= measureDegrees(this.#data)
    return this.#degrees
  }
}
