import type { CapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import type { RenderCapabilitiesOptions } from './render-capabilities.ts'

/** Products to draw, the most important first, each with its distance from the focus (0 where there is none). */
export interface Selection {
  readonly shown: ReadonlyMap<string, number>
  /** How many more there would be. */
  readonly hidden: number
}

export function selectProducts(graph: CapabilityGraph, options: RenderCapabilitiesOptions): Selection {
  const { focus, limit = 30 } = options
  const candidates = focus === undefined ? bestConnected(graph, options) : [...around(graph, focus, options)]
  const shown = candidates.slice(0, limit)
  return { shown: new Map(shown), hidden: candidates.length - shown.length }
}

/** Products by how well they are connected; those without any exchange of the topic are no candidates. */
function bestConnected(graph: CapabilityGraph, { topic }: RenderCapabilitiesOptions): [string, number][] {
  const ranked = graph.hubs.map(({ product }) => product)
  const dealing =
    topic === undefined ? ranked : ranked.filter((product) => !graph.neighbors(product, { topic }).next().done)
  return dealing.map((product) => [product, 0])
}

/** Products by their distance from the focus, no further than the depth; by name where it is equal. */
function around(
  graph: CapabilityGraph,
  focus: string,
  { depth = 1, topic }: RenderCapabilitiesOptions,
): Map<string, number> {
  const distances = new Map([[focus, 0]])
  let ring = [focus]
  for (let distance = 1; distance <= depth; distance++) {
    const next = ring.flatMap((product) => [...graph.neighbors(product, { topic })].map((neighbor) => neighbor.product))
    ring = [...new Set(next)].filter((product) => !distances.has(product)).sort()
    for (const product of ring) distances.set(product, distance)
  }
  return distances
}
