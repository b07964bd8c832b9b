import { escapeXml } from '../escape-text.ts'
import type { PictureArrow } from '../picture.ts'
import { letters, type PlacedArrow, plateOf } from './place-picture.ts'

/** How an arrow looks: what it carries, and grey and dashed while it is not up. */
function lookOf({ kind, status }: PictureArrow): string {
  return status === undefined || status === 'up' ? kind : status === 'partial' ? `${kind} partial` : `${kind} off`
}

/** Arrows with their labels, which no line crosses; the title of each says all of its topics, and more where there is more to say. */
export function drawArrows<A extends PlacedArrow>(
  arrows: readonly A[],
  more: (arrow: A) => string = () => '',
): string[] {
  return [...arrows.map((arrow) => drawLine(arrow, more(arrow))), ...arrows.map(drawLabel)]
}

function drawLine({ arrow, path }: PlacedArrow, more: string): string {
  const look = lookOf(arrow)
  const head = look.endsWith('off') ? 'off' : arrow.kind
  const said = escapeXml(`${arrow.source} → ${arrow.destination}: ${arrow.topics.join(', ')}${more}`)
  return `<g class="arrow ${look}"><title>${said}</title><path d="${path}" marker-end="url(#head-${head})"/></g>`
}

function drawLabel(placed: PlacedArrow): string {
  const { label, at } = placed
  const { x, y, width, height } = plateOf(placed)
  return [
    `<g class="tag"><rect x="${x}" y="${y}" width="${width}" height="${height}"/>`,
    `<text class="label" x="${at.x}" y="${at.y + letters.label / 3}">${escapeXml(label)}</text></g>`,
  ].join('')
}
