import * as Flags from '@oclif/core/flags'
import { drawDiagnostics, plural } from '../draw/draw-diagnostics.ts'
import { type Table, titlesLeftOut } from '../draw/draw-table.ts'
import { type Arranged, type Arrangement, arrangeRows } from './arrange-rows.ts'
import { exitCodes } from './exit-codes.ts'
import type { GlobalFlags } from './global-flags.ts'
import { MeshroomCommand, type Workplace } from './meshroom-command.ts'

/** Flags of the `list` commands: what is seen of the table, and in which order. */
export const listFlags = {
  sort: Flags.string({
    description: 'Sort by this column; -COLUMN from the greatest; may be given more than once.',
    helpValue: 'COLUMN',
    multiple: true,
    multipleNonGreedy: true,
    default: [],
  }),
  filter: Flags.string({
    description: 'Only rows whose cell in this column has this text; may be given more than once.',
    helpValue: 'COLUMN=TEXT',
    multiple: true,
    multipleNonGreedy: true,
    default: [],
  }),
  limit: Flags.integer({ description: 'Most rows of a page.', min: 1, helpValue: 'N' }),
  page: Flags.integer({ description: 'Which page; of 50 rows unless there is a --limit.', min: 1, helpValue: 'N' }),
  wide: Flags.boolean({ description: 'Do not cut the table to the terminal.' }),
}

export interface ListFlags extends GlobalFlags, Arrangement {
  readonly wide: boolean
}

export interface Listing<Row> {
  readonly flags: ListFlags
  readonly rows: readonly Row[]
  readonly table: (rows: readonly Row[]) => Table
  /** Said where there is no row. */
  readonly none: string
}

/** What the `list` commands share: rows on standard output whatever is broken, diagnostics on standard error. */
export abstract class ListCommand extends MeshroomCommand {
  protected showListing<Row>({ mesh }: Workplace, { flags, rows, table, none }: Listing<Row>): void {
    const arranged = arrangeRows(table(rows), flags)
    const shown = arranged.rows.flatMap((index) => rows[index] ?? [])
    this.show(flags, shown, () => (shown.length === 0 ? [] : this.table(table(shown), flags)))
    if (!flags.json && !flags.wide && shown.length > 0) this.#sayLeftOut(table(shown))
    if (!flags.json) this.#sayRest(arranged, flags, none)
    this.#showDiagnostics(mesh.project.diagnostics)
  }

  #sayRest({ rows, total, before, pages }: Arranged, { page = 1 }: ListFlags, none: string): void {
    if (total === 0) this.note(none)
    else if (rows.length === 0) this.note(`There is no page ${page} of ${plural(total, 'row')}; last: --page ${pages}`)
    else if (pages > 1)
      this.note(
        `${before + 1} to ${before + rows.length} of ${total}${page < pages ? `; next: --page ${page + 1}` : ''}`,
      )
  }

  #sayLeftOut(table: Table): void {
    const left = titlesLeftOut(table, process.stdout.columns || undefined)
    if (left.length > 0) this.note(`No room for ${left.join(', ')}: --wide shows all.`)
  }

  #showDiagnostics(diagnostics: Workplace['mesh']['project']['diagnostics']): void {
    for (const line of drawDiagnostics(diagnostics, this.notePaint)) this.note(line)
    if (diagnostics.some(({ severity }) => severity === 'error')) process.exitCode = exitCodes.invalid
  }
}
