import type { CapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import { type Arrow, listArrows } from './list-arrows.ts'
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

function drawArrow({ source, destination, action, topics }: Arrow): string {
  const line = action ? '-.->' : '-->'
  return `${mermaidId(source)} ${line}|${mermaidLabel(shorten(topics))}| ${mermaidId(destination)}`
}

/** A label with more than a handful of topics says how many more there are. */
function shorten(topics: readonly string[]): string {
  const more = topics.length - 5
  return more > 1 ? `${topics.slice(0, 5).join(', ')} +${more}` : topics.join(', ')
}
