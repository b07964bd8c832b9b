import { svgStyle } from './svg-style.ts'

export interface SvgFrame {
  readonly width: number
  readonly height: number
  readonly title: string
  /** Elements, from back to front. */
  readonly content: readonly string[]
  /** Said below everything. */
  readonly note?: string | undefined
}

/** A whole SVG of its own: style, heads of arrows, ground and content. */
export function frameSvg({ width, height, title, content, note }: SvgFrame): string {
  const whole = { width: Math.max(width, 120), height: Math.max(height, 40) + (note === undefined ? 0 : 24) }
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${whole.width}" height="${whole.height}" viewBox="0 0 ${whole.width} ${whole.height}" role="img">`,
    `<title>${title}</title>`,
    `<style>${svgStyle}</style>`,
    `<defs>${['data', 'action', 'off'].map(drawHead).join('')}</defs>`,
    '<rect class="ground" width="100%" height="100%"/>',
    ...content,
    ...(note === undefined ? [] : [`<text class="detail" x="16" y="${whole.height - 12}">${note}</text>`]),
    '</svg>',
  ]
  return `${lines.join('\n')}\n`
}

function drawHead(name: string): string {
  return `<marker id="head-${name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head ${name}" d="M0,0L8,4L0,8z"/></marker>`
}
