import { validateProject } from '@meshroom/engine'
import { exitCodes } from '../command/exit-codes.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { drawDiagnostics } from '../draw/draw-diagnostics.ts'

export default class ValidateCommand extends MeshroomCommand {
  static override summary = 'Check every manifest and hook of the project.'
  static override description =
    'Shows every problem at once, each with its file, line and column and what to do about it. Runs no hook. Exits 2 where there is an error; warnings alone exit 0.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']

  async run(): Promise<void> {
    const { flags } = await this.parse(ValidateCommand)
    const { mesh } = await this.enterQuietly(flags)
    const diagnostics = await validateProject(mesh)
    this.show(flags, diagnostics, () => drawDiagnostics(diagnostics, this.paint))
    if (diagnostics.length === 0 && !flags.json) this.note('No problem.')
    if (diagnostics.some(({ severity }) => severity === 'error')) process.exitCode = exitCodes.invalid
  }
}
