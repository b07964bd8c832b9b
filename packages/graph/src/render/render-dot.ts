import { CapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import { groupMesh, type MeshGroup, mostAlone, type PlugBundle } from '../mesh/group-mesh.ts'
import { listInstances, type MeshData } from '../mesh/mesh-data.ts'
import { labelDot, quoteDot } from './escape-text.ts'
import { narrowMesh } from './narrow-mesh.ts'
import {
  composePicture,
  labelArrow,
  labelNode,
  type Picture,
  type PictureArrow,
  type PictureNode,
  type PictureOptions,
} from './picture.ts'
import { labelBundle, labelGroup, linesOfNames, toArrow } from './picture-of-groups.ts'

/**
 * Draws a capability graph or a mesh in the DOT language of Graphviz. Actions are dashed; plugs that are not up are grey. A mesh of more than
 * 14 instances is drawn by product, with one arrow for all plugs between two products.
 *
 * @throws GraphError as {@link composePicture}
 */
export function renderDot(input: CapabilityGraph | MeshData, options: PictureOptions = {}): string {
  if (input instanceof CapabilityGraph) return writeDot(drawAll(composePicture(input, options)))
  const mesh = narrowMesh(input, options)
  return writeDot(listInstances(mesh).length > mostAlone ? drawGroups(mesh) : drawAll(composePicture(mesh)))
}

function writeDot(content: readonly string[]): string {
  const lines = [
    'digraph meshroom {',
    '  rankdir=LR',
    '  node [shape=box, style=rounded, fontname="sans-serif"]',
    '  edge [fontname="sans-serif", fontsize=10]',
    ...content.map((line) => `  ${line}`),
    '}',
  ]
  return `${lines.join('\n')}\n`
}

function drawAll({ nodes, arrows }: Picture): string[] {
  return [...nodes.map(drawNode), ...arrows.map(drawArrow)]
}

function drawNode(node: PictureNode): string {
  const [name = '', product] = labelNode(node)
  return `${quoteDot(node.name)} [label=${labelDot(product === undefined ? name : `${name} (${product})`)}]`
}

function drawArrow(arrow: PictureArrow): string {
  return joinBoxes(arrow, labelArrow(arrow))
}

function joinBoxes({ source, destination, kind, status }: PictureArrow, label: string): string {
  const attributes = [
    `label=${labelDot(label)}`,
    ...(kind === 'action' ? ['style=dashed'] : []),
    ...(status === undefined || status === 'up' ? [] : ['color=gray55', 'fontcolor=gray35']),
  ]
  return `${quoteDot(source)} -> ${quoteDot(destination)} [${attributes.join(', ')}]`
}

function drawGroups(mesh: MeshData): string[] {
  const { groups, bundles } = groupMesh(mesh)
  return [...groups.map(drawGroup), ...bundles.map(drawBundle)]
}

function drawGroup(group: MeshGroup): string {
  return `${quoteDot(group.product)} [label=${labelDot(labelGroup(group), ...linesOfNames(group))}]`
}

function drawBundle(bundle: PlugBundle): string {
  return joinBoxes(toArrow(bundle), labelBundle(bundle))
}
