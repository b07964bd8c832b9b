import { escapeXml } from '../escape-text.ts'
import type { PictureArrow } from '../picture.ts'
import { bendLine } from './bend-line.ts'
import { letters, type PlacedArrow } from './place-picture.ts'

/** How an arrow looks: what it carries, and grey and dashed while it is not up. */
function lookOf({ kind, status }: PictureArrow): string {
  return status === undefined || status === 'up' ? kind : status === 'partial' ? `${kind} partial` : `${kind} off`
}

/** An arrow with its label; its title says all of its topics, and more where there is more to say. */
export function drawArrow({ arrow, points, label, at }: PlacedArrow, more = ''): string {
  const look = lookOf(arrow)
  const head = look.endsWith('off') ? 'off' : arrow.kind
  const said = escapeXml(`${arrow.source} → ${arrow.destination}: ${arrow.topics.join(', ')}${more}`)
  return [
    `<g class="arrow ${look}"><title>${said}</title>`,
    `<path d="${bendLine(points)}" marker-end="url(#head-${head})"/>`,
    `<text class="label" x="${at.x}" y="${at.y + letters.label / 3}">${escapeXml(label)}</text></g>`,
  ].join('')
}
