import { CapabilityGraph } from '../../capability-graph/build-capability-graph.ts'
import { mostAlone } from '../../mesh/group-mesh.ts'
import { listInstances, type MeshData } from '../../mesh/mesh-data.ts'
import { escapeXml } from '../escape-text.ts'
import { narrowMesh } from '../narrow-mesh.ts'
import { composePicture, type Picture, type PictureOptions } from '../picture.ts'
import { drawArrows } from './draw-arrow.ts'
import { drawGroups } from './draw-groups.ts'
import { drawTopics } from './draw-topics.ts'
import { frameSvg } from './frame-svg.ts'
import { type PlacedNode, placePicture } from './place-picture.ts'

/** More arrows for each box than this hide what they show. */
const densest = 3.5

/**
 * Draws a capability graph or a mesh as an SVG, without a browser. Data are blue and actions orange; plugs that are not up are dashed. It follows the
 * reader's light or dark scheme.
 *
 * A mesh of more than 14 instances is drawn by product, with one arrow for all plugs between two products. Without a limit, of a capability
 * graph the 30 best connected products are drawn; where their arrows would hide each other, as a table of products and topics.
 *
 * @throws GraphError as {@link composePicture}
 */
export function renderSvg(input: CapabilityGraph | MeshData, options: PictureOptions = {}): string {
  const limited = { ...options, limit: options.limit ?? 30 }
  if (!(input instanceof CapabilityGraph)) {
    const narrowed = narrowMesh(input, options)
    return listInstances(narrowed).length > mostAlone ? drawGroups(narrowed) : drawPicture(composePicture(narrowed))
  }
  const picture = composePicture(input, limited)
  return picture.arrows.length > densest * picture.nodes.length
    ? drawTopics(input, picture, options)
    : drawPicture(picture)
}

function drawPicture(picture: Picture): string {
  const { width, height, nodes, arrows } = placePicture(picture)
  return frameSvg({
    width,
    height,
    title: `${picture.of === 'mesh' ? 'Mesh' : 'Capability graph'}: ${nodes.length} boxes, ${arrows.length} arrows`,
    content: [...drawArrows(arrows), ...nodes.map(drawNode)],
    note: picture.hidden > 0 ? `and ${picture.hidden} more` : undefined,
  })
}

function drawNode({ node, lines, x, y, width, height }: PlacedNode): string {
  const [name = '', product] = lines.map(escapeXml)
  const box = `<rect x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="7"/>`
  const first = `<text class="name" x="${x}" y="${y + (product === undefined ? 4.5 : -2)}">${name}</text>`
  const second = product === undefined ? '' : `<text class="detail" x="${x}" y="${y + 13}">${product}</text>`
  return `<g class="box"><title>${escapeXml(node.name)}</title>${box}${first}${second}</g>`
}
