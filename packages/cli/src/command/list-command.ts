import { drawDiagnostics } from '../draw/draw-diagnostics.ts'
import type { Table } from '../draw/draw-table.ts'
import { exitCodes } from './exit-codes.ts'
import type { GlobalFlags } from './global-flags.ts'
import { MeshroomCommand, type Workplace } from './meshroom-command.ts'

export interface Listing<Row> {
  readonly flags: GlobalFlags
  readonly rows: readonly Row[]
  readonly table: (rows: readonly Row[]) => Table
  /** Said where there is no row. */
  readonly none: string
}

/** What the `list` commands share: rows on standard output whatever is broken, diagnostics on standard error. */
export abstract class ListCommand extends MeshroomCommand {
  protected showListing<Row>({ mesh }: Workplace, { flags, rows, table, none }: Listing<Row>): void {
    this.show(flags, rows, () => (rows.length === 0 ? [] : this.table(table(rows))))
    if (rows.length === 0 && !flags.json) this.note(none)
    this.#showDiagnostics(mesh.project.diagnostics)
  }

  #showDiagnostics(diagnostics: Workplace['mesh']['project']['diagnostics']): void {
    for (const line of drawDiagnostics(diagnostics, this.notePaint)) this.note(line)
    if (diagnostics.some(({ severity }) => severity === 'error')) process.exitCode = exitCodes.invalid
  }
}
