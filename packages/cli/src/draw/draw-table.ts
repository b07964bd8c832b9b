import { cleanLine } from './clean-text.ts'
import type { Paint } from './paint.ts'
import { graphemes, textWidth } from './text-width.ts'

export interface Table {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Columns that a narrow terminal can do without, the least important first. Unset: none is left out, and all but the first are cut first. */
  readonly spare?: readonly string[]
}

export interface TableOptions {
  readonly paint: Paint
  /** Columns of the terminal; where there is none, nothing is cut. */
  readonly width?: number | undefined
}

const gap = 2
/** A column is not cut below this, but for its own content being shorter. */
const narrowest = 8
/** What says which row it is is not cut below this as long as another column can be left out. */
const wideEnough = 24

/** Lines of a table whose columns align; columns without content are left out. In a narrow terminal columns are cut, then left out. */
export function drawTable(table: Table, { paint, width }: TableOptions): string[] {
  const { cells, fitted } = fitTable(table, width)
  const [title = '', ...lines] = cells.map((row) => drawRow(row, fitted))
  return [paint('dim', title), ...lines]
}

/** Titles of the columns that say something and that a terminal of this width has no room for. */
export function titlesLeftOut(table: Table, width: number | undefined): string[] {
  if (width === undefined) return []
  const { cells, fitted } = fitTable(table, width)
  const shown = new Set(fitted.map(({ column }) => column))
  return (cells[0] ?? []).filter((_, column) => !shown.has(column)).map((title) => title.toLowerCase())
}

function fitTable(table: Table, width: number = Number.POSITIVE_INFINITY) {
  const { head, rows } = withoutEmptyColumns(table)
  const cells = [head.map((title) => title.toUpperCase()), ...rows.map((row) => row.map(cleanLine))]
  const spare = (table.spare ?? []).map((title) => head.indexOf(title)).filter((column) => column >= 0)
  const cutFirst = table.spare === undefined ? [...head.keys()].slice(1) : spare
  return { cells, fitted: fitColumns(naturalWidths(cells), { spare, cutFirst }, width) }
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

/** A column that is drawn: which one, and how wide. */
interface Fitted {
  readonly column: number
  readonly width: number
}

/** Columns that can be left out, the least important first, and those that are cut before the others. */
interface Ranks {
  readonly spare: readonly number[]
  readonly cutFirst: readonly number[]
}

/**
 * Columns that can be spared are cut first, then left out; those that say which row it is are cut only where they are very wide, or nothing else
 * is left.
 */
function fitColumns(natural: readonly number[], { spare, cutFirst }: Ranks, width: number): Fitted[] {
  const floors = natural.map((_, column) => (cutFirst.includes(column) ? narrowest : wideEnough))
  for (const left of Array.from({ length: spare.length + 1 }, (_, count) => spare.slice(0, count))) {
    const shown = natural
      .map((each, column) => ({ column, width: each }))
      .filter(({ column }) => !left.includes(column))
    const fitted = shrink(shrink(shown, { floors, width, of: cutFirst }), { floors, width })
    if (totalOf(fitted) <= width) return fitted
    if (left.length === spare.length) return shrink(fitted, { floors: natural.map(() => narrowest), width })
  }
  return []
}

interface Shrinking {
  /** No column is cut below its floor. */
  readonly floors: readonly number[]
  readonly width: number
  /** Only these columns; unset: all. */
  readonly of?: readonly number[]
}

/** Takes from the widest column until all fit, or none can give more. */
function shrink(columns: readonly Fitted[], { floors, width, of }: Shrinking): Fitted[] {
  const fitted = columns.map((each) => ({ ...each }))
  const floorOf = ({ column }: Fitted) => floors[column] ?? narrowest
  const canGive = (each: Fitted) => each.width > floorOf(each) && of?.includes(each.column) !== false
  for (let over = totalOf(fitted) - width; over > 0; over--) {
    const [widest] = fitted.filter(canGive).sort((a, b) => b.width - a.width)
    if (widest === undefined) break
    widest.width -= 1
  }
  return fitted
}

function totalOf(columns: readonly Fitted[]): number {
  return columns.reduce((sum, { width }) => sum + width, gap * (columns.length - 1))
}

function drawRow(row: readonly string[], columns: readonly Fitted[]): string {
  return columns
    .map(({ column, width }) => pad(cut(row[column] ?? '', width), width))
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
