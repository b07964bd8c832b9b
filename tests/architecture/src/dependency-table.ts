/** What a package of the workspace may import of its siblings, by name of folder. */
export interface Allowed {
  readonly runTime: readonly string[]
  /** With `import type` only. */
  readonly types: readonly string[]
}

export type DependencyTable = Readonly<Record<string, Allowed>>

/**
 * Reads the table of packages in ARCHITECTURE.md: its columns `package` and `may import (run time)`, where a cell says
 * `` `model`, `graph` ``, `– (types of `model`)`, `all of them` or `–`.
 *
 * @throws Error when there is no such table
 */
export function parseDependencyTable(markdown: string): DependencyTable {
  const rows = markdown.split('\n').filter((line) => line.startsWith('|'))
  const head = rows.findIndex((row) => cellsOf(row).includes('may import (run time)'))
  if (head < 0) throw new Error('ARCHITECTURE.md has no table with the column "may import (run time)"')
  const columns = cellsOf(rows[head]!)
  const body = rows.slice(head + 2).map(cellsOf)
  const end = body.findIndex((cells) => !/^`[\w-]+`$/.test(cells[0] ?? ''))
  const packages = (end < 0 ? body : body.slice(0, end)).map((cells) => ({
    name: namesIn(cells[columns.indexOf('package')]!)[0]!,
    cell: cells[columns.indexOf('may import (run time)')]!,
  }))
  const names = packages.map(({ name }) => name)
  return Object.fromEntries(packages.map(({ name, cell }) => [name, parseCell(cell, names, name)]))
}

function parseCell(cell: string, names: readonly string[], self: string): Allowed {
  if (cell === 'all of them') return { runTime: names.filter((name) => name !== self).sort(), types: [] }
  const types = /\(types of ([^)]*)\)/.exec(cell)
  return {
    runTime: namesIn(cell.replace(types?.[0] ?? '', '')).sort(),
    types: namesIn(types?.[1] ?? '').sort(),
  }
}

function cellsOf(row: string): string[] {
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/`([\w-]+)`/g)].map(([, name]) => name!)
}
