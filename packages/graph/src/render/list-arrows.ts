import type { CapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import type { RenderCapabilitiesOptions } from './render-capabilities.ts'

/** An arrow of the picture: everything of one kind that one product can send to another. */
export interface Arrow {
  readonly source: string
  readonly destination: string
  readonly action: boolean
  readonly topics: readonly string[]
}

/** Arrows among the products shown; around a focus those of the outermost with each other are left out. */
export function listArrows(
  graph: CapabilityGraph,
  shown: ReadonlyMap<string, number>,
  { focus, depth = 1, topic }: RenderCapabilitiesOptions,
): Arrow[] {
  const isInner = (product: string) => focus === undefined || shown.get(product)! < depth
  return [...shown.keys()]
    .sort()
    .flatMap((source) =>
      [...graph.neighbors(source, { direction: 'out', topic })]
        .filter(({ product }) => shown.has(product) && (isInner(source) || isInner(product)))
        .flatMap(({ product }) => arrowsBetween(graph, source, product, topic)),
    )
}

function arrowsBetween(
  graph: CapabilityGraph,
  source: string,
  destination: string,
  topic: string | undefined,
): Arrow[] {
  const topics = { data: new Set<string>(), action: new Set<string>() }
  for (const edge of graph.edges({ source, destination, topic })) {
    topics[edge.from.role === 'trigger' ? 'action' : 'data'].add(edge.topic ?? 'any topic')
  }
  return Object.entries(topics)
    .filter(([, names]) => names.size > 0)
    .map(([kind, names]) => ({ source, destination, action: kind === 'action', topics: [...names].sort() }))
}
