import type { CapabilityGraph } from '../../capability-graph/build-capability-graph.ts'
import type { MeshData } from '../../mesh/mesh-data.ts'
import { escapeXml } from '../escape-text.ts'
import { composePicture, type PictureArrow, type PictureOptions } from '../picture.ts'
import { bendLine } from './bend-line.ts'
import { letters, type PlacedArrow, type PlacedNode, placePicture } from './place-picture.ts'
import { svgStyle } from './svg-style.ts'

/**
 * Draws a capability graph or a mesh as an SVG, without a browser. Data are blue and actions orange; plugs that are not up are dashed. It follows the
 * reader's light or dark scheme. Without a limit, of a capability graph the 30 best connected products are drawn.
 *
 * @throws GraphError as {@link composePicture}
 */
export function renderSvg(input: CapabilityGraph | MeshData, options: PictureOptions = {}): string {
  const picture = composePicture(input, { ...options, limit: options.limit ?? 30 })
  const { width, height, nodes, arrows } = placePicture(picture)
  const note = picture.hidden > 0 ? `and ${picture.hidden} more` : undefined
  const whole = { width: Math.max(width, 120), height: Math.max(height, 40) + (note === undefined ? 0 : 24) }
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${whole.width}" height="${whole.height}" viewBox="0 0 ${whole.width} ${whole.height}" role="img">`,
    `<title>${picture.of === 'mesh' ? 'Mesh' : 'Capability graph'}: ${nodes.length} boxes, ${arrows.length} arrows</title>`,
    `<style>${svgStyle}</style>`,
    `<defs>${['data', 'action', 'off'].map(drawHead).join('')}</defs>`,
    '<rect class="ground" width="100%" height="100%"/>',
    ...arrows.map(drawArrow),
    ...nodes.map(drawNode),
    ...(note === undefined ? [] : [`<text class="detail" x="16" y="${whole.height - 12}">${note}</text>`]),
    '</svg>',
  ]
  return `${lines.join('\n')}\n`
}

function drawHead(name: string): string {
  return `<marker id="head-${name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head ${name}" d="M0,0L8,4L0,8z"/></marker>`
}

/** How an arrow looks: what it carries, and grey and dashed while it is not up. */
export function lookOf({ kind, status }: PictureArrow): string {
  return status === undefined || status === 'up' ? kind : status === 'partial' ? `${kind} partial` : `${kind} off`
}

function drawArrow({ arrow, points, label, at }: PlacedArrow): string {
  const look = lookOf(arrow)
  const head = look.endsWith('off') ? 'off' : arrow.kind
  const said = escapeXml(`${arrow.source} → ${arrow.destination}: ${arrow.topics.join(', ')}`)
  return [
    `<g class="arrow ${look}"><title>${said}</title>`,
    `<path d="${bendLine(points)}" marker-end="url(#head-${head})"/>`,
    `<text class="label" x="${at.x}" y="${at.y + letters.label / 3}">${escapeXml(label)}</text></g>`,
  ].join('')
}

function drawNode({ node, lines, x, y, width, height }: PlacedNode): string {
  const [name = '', product] = lines.map(escapeXml)
  const box = `<rect x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="7"/>`
  const first = `<text class="name" x="${x}" y="${y + (product === undefined ? 4.5 : -2)}">${name}</text>`
  const second = product === undefined ? '' : `<text class="detail" x="${x}" y="${y + 13}">${product}</text>`
  return `<g class="box"><title>${escapeXml(node.name)}</title>${box}${first}${second}</g>`
}
