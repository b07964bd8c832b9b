import { MeshroomError } from '@meshroom/model'
import { exitCodes } from '../command/exit-codes.ts'
import type { GlobalFlags } from '../command/global-flags.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { examine } from '../doctor/examine.ts'
import { drawFindings } from '../draw/draw-findings.ts'

export default class DoctorCommand extends MeshroomCommand {
  static override summary = 'Look whether this machine and this project are in order.'
  static override description =
    'Says which Node runs, how well it can contain hooks, whether git is there, what of the project is broken or not trusted, and what is wrong with its secrets where they open without a question. Runs no hook. Exits 2 where something is an error.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']

  async run(): Promise<void> {
    const { flags } = await this.parse(DoctorCommand)
    const findings = await examine(await this.#meshIfAny(flags), flags)
    this.show(flags, findings, () => drawFindings(findings, this.paint))
    if (findings.some(({ status }) => status === 'error')) process.exitCode = exitCodes.invalid
  }

  async #meshIfAny(flags: GlobalFlags) {
    try {
      return (await this.enterQuietly(flags)).mesh
    } catch (error) {
      if (error instanceof MeshroomError && error.code === 'PROJECT_NOT_FOUND') return undefined
      throw error
    }
  }
}
