import type { CapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import type { MeshData } from '../mesh/mesh-data.ts'
import { quoteDot } from './escape-text.ts'
import {
  composePicture,
  labelArrow,
  labelNode,
  type PictureArrow,
  type PictureNode,
  type PictureOptions,
} from './picture.ts'

/**
 * Draws a capability graph or a mesh in the DOT language of Graphviz. Actions are dashed; plugs that are not up are grey.
 *
 * @throws GraphError as {@link composePicture}
 */
export function renderDot(input: CapabilityGraph | MeshData, options?: PictureOptions): string {
  const { nodes, arrows } = composePicture(input, options)
  const lines = [
    'digraph meshroom {',
    '  rankdir=LR',
    '  node [shape=box, style=rounded, fontname="sans-serif"]',
    '  edge [fontname="sans-serif", fontsize=10]',
    ...nodes.map(drawNode),
    ...arrows.map(drawArrow),
    '}',
  ]
  return `${lines.join('\n')}\n`
}

function drawNode(node: PictureNode): string {
  const [name = '', product] = labelNode(node)
  return `  ${quoteDot(node.name)} [label=${quoteDot(product === undefined ? name : `${name} (${product})`)}]`
}

function drawArrow(arrow: PictureArrow): string {
  const attributes = [
    `label=${quoteDot(labelArrow(arrow))}`,
    ...(arrow.kind === 'action' ? ['style=dashed'] : []),
    ...(arrow.status === undefined || arrow.status === 'up' ? [] : ['color=gray55', 'fontcolor=gray35']),
  ]
  return `  ${quoteDot(arrow.source)} -> ${quoteDot(arrow.destination)} [${attributes.join(', ')}]`
}
