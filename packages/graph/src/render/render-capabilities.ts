import type { CapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import { mermaidId, mermaidLabel } from './mermaid-text.ts'
import { selectProducts } from './select-products.ts'

/** What of a capability graph is drawn. */
export interface RenderCapabilitiesOptions {
  /** Only what is around this product. */
  readonly focus?: string | undefined
  /** How many steps from it; 1 where unset. */
  readonly depth?: number | undefined
  /** Only exchanges of this topic. */
  readonly topic?: string | undefined
  /** Most products to draw: the nearest to the focus, or the best connected; 30 where unset. How many are left out is said. */
  readonly limit?: number | undefined
}

/** An arrow of the picture: everything of one kind that one product can send to another. */
interface Arrow {
  readonly source: string
  readonly destination: string
  readonly action: boolean
  readonly topics: readonly string[]
}

/** Mermaid refuses a flowchart of more, unless whoever embeds it raises its limit. */
const mostArrows = 499

/** Draws products as boxes, data as arrows and actions as dotted arrows, each with its topics. */
export function renderCapabilities(graph: CapabilityGraph, options: RenderCapabilitiesOptions = {}): string {
  const { shown, hidden } = selectProducts(graph, options)
  const picture = leaveOut({ products: [...shown.keys()], arrows: listArrows(graph, shown, options) })
  const left = hidden + shown.size - picture.products.length
  const lines = [
    'flowchart LR',
    ...[...picture.products].sort().map((product) => `${mermaidId(product)}[${mermaidLabel(product)}]`),
    ...picture.arrows.map(drawArrow),
    ...(left > 0 ? [`hidden(${mermaidLabel(`and ${left} more`)})`] : []),
  ]
  return `${lines.join('\n  ')}\n`
}

interface Picture {
  /** The most important first. */
  readonly products: readonly string[]
  readonly arrows: readonly Arrow[]
}

/** Leaves out the least important products until Mermaid takes the rest. */
function leaveOut(picture: Picture): Picture {
  let { products, arrows } = picture
  while (arrows.length > mostArrows) {
    const last = products.at(-1)
    products = products.slice(0, -1)
    arrows = arrows.filter(({ source, destination }) => source !== last && destination !== last)
  }
  return { products, arrows }
}

/** Arrows among the products shown; around a focus those of the outermost with each other are left out. */
function listArrows(
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

function drawArrow({ source, destination, action, topics }: Arrow): string {
  const line = action ? '-.->' : '-->'
  return `${mermaidId(source)} ${line}|${mermaidLabel(shorten(topics))}| ${mermaidId(destination)}`
}

/** A label with more than a handful of topics says how many more there are. */
function shorten(topics: readonly string[]): string {
  const more = topics.length - 5
  return more > 1 ? `${topics.slice(0, 5).join(', ')} +${more}` : topics.join(', ')
}
