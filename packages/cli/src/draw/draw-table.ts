import { cleanLine } from './clean-text.ts'
import type { Paint } from './paint.ts'
import { graphemes, textWidth } from './text-width.ts'

export interface Table {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface TableOptions {
  readonly paint: Paint
  /** Columns of the terminal; where there is none, nothing is cut. */
  readonly width?: number | undefined
}

const gap = 2
/** A column is not cut below this, but for its own content being shorter. */
const narrowest = 8

/** Lines of a table whose columns align; columns without content are left out. Where it is wider than the terminal, the widest are cut. */
export function drawTable(table: Table, { paint, width }: TableOptions): string[] {
  const { head, rows } = withoutEmptyColumns(table)
  const cells = [head.map((title) => title.toUpperCase()), ...rows.map((row) => row.map(cleanLine))]
  const widths = fitWidths(naturalWidths(cells), width ?? Number.POSITIVE_INFINITY)
  const [title = '', ...lines] = cells.map((row) => drawRow(row, widths))
  return [paint('dim', title), ...lines]
}

function withoutEmptyColumns({ head, rows }: Table): Table {
  const filled = head.map((_, column) => rows.some((row) => row[column]))
  const keep = (row: readonly string[]) => row.filter((_, column) => filled[column])
  return { head: keep(head), rows: rows.map(keep) }
}

function naturalWidths(cells: readonly (readonly string[])[]): number[] {
  const first = cells[0] ?? []
  return first.map((_, column) => cells.reduce((widest, row) => Math.max(widest, textWidth(row[column] ?? '')), 0))
}

/** Takes from the widest column until all fit, or none can give more; from the first, which names the row, only when the others are narrow. */
function fitWidths(natural: readonly number[], width: number): number[] {
  const widths = [...natural]
  const total = () => widths.reduce((sum, each) => sum + each, gap * (widths.length - 1))
  while (total() > width) {
    const widest = widestOf(widths.slice(1)) + 1
    const at = (widths[widest] ?? 0) > narrowest ? widest : 0
    if ((widths[at] ?? 0) <= narrowest) break
    widths[at] = (widths[at] ?? 0) - 1
  }
  return widths
}

function widestOf(widths: readonly number[]): number {
  return widths.indexOf(Math.max(...widths))
}

function drawRow(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) => pad(cut(cell, widths[column] ?? 0), widths[column] ?? 0))
    .join(' '.repeat(gap))
    .trimEnd()
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)))
}

function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  let short = ''
  for (const grapheme of graphemes(text)) {
    if (textWidth(short + grapheme) > width - 1) break
    short += grapheme
  }
  return `${short}…`
}
