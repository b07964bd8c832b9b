import { checkEnvironment, type Mesh, openMesh, type ProjectLock } from '@meshroom/engine'
import { Command } from '@oclif/core/command'
import { drawUnreadable } from '../draw/draw-diagnostics.ts'
import { drawTable, type Table } from '../draw/draw-table.ts'
import { fromHere } from '../draw/next-command.ts'
import { type Paint, paintFor } from '../draw/paint.ts'
import { type Equipment, type EquipOptions, equip } from './equip.ts'
import { type GlobalFlags, globalFlags } from './global-flags.ts'
import { writeNote, writeResult } from './output.ts'

/** {@link Equipment}, and the project as it was read. */
export interface Workplace extends Equipment {
  readonly mesh: Mesh
}

/**
 * What every command of Meshroom is made of: a command parses, calls the engine once, and shows what came back. Plugin packages may build
 * their own commands on it.
 */
export abstract class MeshroomCommand extends Command {
  static override baseFlags = globalFlags

  /** Colours for standard output. */
  protected readonly paint: Paint = paintFor(process.stdout)
  /** Colours for standard error. */
  protected readonly notePaint: Paint = paintFor(process.stderr)

  #equipment: Equipment | undefined

  /** Finds the project without reading it. @throws MeshroomError `PROJECT_NOT_FOUND`, `ENVIRONMENT_UNKNOWN`, `ENVIRONMENT_INVALID` */
  protected async equip(flags: GlobalFlags, options?: EquipOptions): Promise<Equipment> {
    const equipment = await equip(flags, options)
    await checkEnvironment(equipment.root, flags.environment)
    this.#equipment = equipment
    return equipment
  }

  /** Opens the project. What cannot be read of it is said on standard error, and does not stand in the way. */
  protected async enter(flags: GlobalFlags, options?: EquipOptions): Promise<Workplace> {
    return this.openLoudly(await this.equip(flags, options), flags)
  }

  /** Reads the project, and says what cannot be read of it. */
  protected async openLoudly(equipment: Equipment, flags: GlobalFlags, lock?: ProjectLock): Promise<Workplace> {
    const workplace = await this.open(equipment, flags, lock)
    drawUnreadable(workplace.mesh.project.diagnostics, this.notePaint).forEach(writeNote)
    return workplace
  }

  /** {@link enter}, for commands that show the diagnostics themselves. */
  protected async enterQuietly(flags: GlobalFlags, options?: EquipOptions): Promise<Workplace> {
    return this.open(await this.equip(flags, options), flags)
  }

  /** Reads the project, with a lock that is held already where one is given. */
  protected async open(equipment: Equipment, flags: GlobalFlags, lock?: ProjectLock): Promise<Workplace> {
    const { root, ports } = equipment
    const mesh = await openMesh({
      root,
      environment: flags.environment,
      ports,
      cache: !flags['no-cache'],
      ...(lock !== undefined && { lock }),
    })
    return { ...equipment, mesh }
  }

  /** The result: JSON for programs, lines for people. */
  protected show(flags: GlobalFlags, json: unknown, lines: () => readonly string[]): void {
    this.#equipment?.drawer.close()
    const drawn = flags.json ? [JSON.stringify(json, null, 2)] : lines()
    if (drawn.length > 0) writeResult(drawn.join('\n'))
  }

  /** Something that is no result: standard error. Commands that it names can be run from where this one was. */
  protected note(line: string): void {
    writeNote(fromHere(line))
  }

  /** Lines of a table that fits the terminal, where there is one, unless it is to be wide. */
  protected table(table: Table, { wide = false }: { readonly wide?: boolean } = {}): string[] {
    return drawTable(table, { paint: this.paint, width: wide ? undefined : process.stdout.columns || undefined })
  }

  protected override async finally(): Promise<void> {
    this.#equipment?.drawer.close()
  }

  /** oclif would print the error itself; `reportFailure` does, for all of them alike. */
  protected override async catch(error: unknown): Promise<void> {
    throw error
  }
}
