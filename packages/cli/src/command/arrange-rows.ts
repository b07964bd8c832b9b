import { MeshroomError, suggestName } from '@meshroom/model'
import type { Table } from '../draw/draw-table.ts'

/** What a person wants to see of a table, and in which order. */
export interface Arrangement {
  /** Names of columns, the first the most important; `-name` from the greatest to the smallest. */
  readonly sort: readonly string[]
  /** `column=text`: only rows whose cell has the text, whatever the case. */
  readonly filter: readonly string[]
  /** Most rows of a page; unset: all where no page is asked for, else 50. */
  readonly limit?: number | undefined
  /** From 1. */
  readonly page?: number | undefined
}

export interface Arranged {
  /** Numbers of the rows of the page, in their order. */
  readonly rows: readonly number[]
  /** How many rows the filter leaves. */
  readonly total: number
  /** How many rows of `total` come before the page. */
  readonly before: number
  readonly pages: number
}

/** Rows of a page where nobody says how many. */
const pageSize = 50

/**
 * Filters, sorts and pages the rows of a table. Cells that are numbers are sorted as such; rows that are equal keep their order.
 *
 * @throws MeshroomError `COLUMN_UNKNOWN` with the nearest name, `FILTER_INVALID`
 */
export function arrangeRows(table: Table, { sort, filter, limit, page }: Arrangement): Arranged {
  const fits = filter.map((text) => parseFilter(table, text))
  const compare = sort.map((name) => comparison(table, name))
  const rows = [...table.rows.keys()].filter((row) => fits.every((fit) => fit(table.rows[row] ?? [])))
  if (compare.length > 0)
    rows.sort((a, b) => compare.reduce((order, by) => order || by(table.rows[a] ?? [], table.rows[b] ?? []), 0))
  const size = limit ?? (page === undefined ? Math.max(1, rows.length) : pageSize)
  const before = ((page ?? 1) - 1) * size
  return { rows: rows.slice(before, before + size), total: rows.length, before, pages: Math.ceil(rows.length / size) }
}

type Row = readonly string[]

function parseFilter(table: Table, text: string): (row: Row) => boolean {
  const [name = '', ...rest] = text.split('=')
  if (rest.length === 0) {
    throw new MeshroomError('FILTER_INVALID', `"${text}" is no filter`, { hint: `--filter ${table.head[0]}=TEXT` })
  }
  const column = columnOf(table, name)
  const wanted = rest.join('=').toLowerCase()
  return (row) => (row[column] ?? '').toLowerCase().includes(wanted)
}

function comparison(table: Table, name: string): (a: Row, b: Row) => number {
  const isDescending = name.startsWith('-')
  const column = columnOf(table, isDescending ? name.slice(1) : name)
  const sign = isDescending ? -1 : 1
  return (a, b) => sign * compareCells(a[column] ?? '', b[column] ?? '')
}

function columnOf({ head }: Table, name: string): number {
  const column = head.indexOf(name.toLowerCase())
  if (column >= 0) return column
  const near = suggestName(name, head)
  throw new MeshroomError('COLUMN_UNKNOWN', `there is no column "${name}"`, {
    hint: near === undefined ? `the columns are ${head.join(', ')}` : `did you mean "${near}"?`,
    data: { name, columns: head },
  })
}

function compareCells(a: string, b: string): number {
  const [left, right] = [Number(a), Number(b)]
  if (a !== '' && b !== '' && Number.isFinite(left) && Number.isFinite(right)) return left - right
  return a === b ? 0 : a < b ? -1 : 1
}
