import { type CheckedCoverage, checkCoverage, type Mesh, validateProject } from '@meshroom/engine'
import { type Diagnostic, MeshroomError, readIntentFile } from '@meshroom/model'
import * as Flags from '@oclif/core/flags'
import { exitCodes } from '../command/exit-codes.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { drawCoverage } from '../draw/draw-coverage.ts'
import { drawDiagnostics } from '../draw/draw-diagnostics.ts'

export default class ValidateCommand extends MeshroomCommand {
  static override summary = 'Check every manifest and hook of the project.'
  static override description =
    'Shows every problem at once, each with its file, line and column and what to do about it. Runs no hook. Exits 2 where there is an error; warnings alone exit 0. With --coverage it also proves what the mesh is meant to do, by the plugs that lead there, or refuses it: a YAML file with a list "intents" of { name, topic, from, to, up }, where from and to are instances or products (a name that is both means the product and all its instances, instance:NAME only that instance), and up: true counts only plugs that are up. A plug that is refused proves nothing, and neither does an empty list.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
    '<%= config.bin %> <%= command.id %> --coverage intents.yaml',
  ]
  static override flags = {
    coverage: Flags.string({ description: 'What the mesh is meant to do, to be proved.', helpValue: 'FILE' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(ValidateCommand)
    const { mesh } = await this.enterQuietly(flags)
    const covered = flags.coverage === undefined ? undefined : await cover(mesh, flags.coverage)
    const diagnostics = [...(await validateProject(mesh)), ...(covered?.diagnostics ?? [])]
    const json = covered === undefined ? diagnostics : { diagnostics, coverage: covered.coverage }
    this.show(flags, json, () => [
      ...drawDiagnostics(diagnostics, this.paint),
      ...drawCoverage(covered?.coverage ?? [], this.paint),
    ])
    if (diagnostics.length === 0 && !flags.json) this.note('No problem.')
    if (diagnostics.some(isError)) process.exitCode = exitCodes.invalid
  }
}

async function cover(mesh: Mesh, file: string): Promise<CheckedCoverage> {
  try {
    return await checkCoverage(mesh, await readIntentFile(file))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new MeshroomError('FILE_NOT_FOUND', `there is no file ${file}`, { file, cause: error })
  }
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error'
}
