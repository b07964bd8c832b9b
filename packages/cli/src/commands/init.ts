import { basename, relative, resolve } from 'node:path'
import { initProject } from '@meshroom/engine'
import { renderProject } from '@meshroom/templates'
import { optional } from '../command/arguments.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { drawCreated } from '../draw/draw-created.ts'
import { hooksSdkRange } from '../ports/hooks-sdk-range.ts'

export default class InitCommand extends MeshroomCommand {
  static override summary = 'Make a new project: a git repository for products and instances.'
  static override description = 'Makes the folder, its first files and a first commit on the branch main.'
  static override examples = ['<%= config.bin %> <%= command.id %> mymesh', '<%= config.bin %> <%= command.id %>']
  static override args = { path: optional('Folder of the project; the working directory where left out.') }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(InitCommand)
    const path = resolve(args.path ?? '.')
    const made = await initProject({ path, files: renderProject(basename(path), { hooksSdk: hooksSdkRange() }) })
    this.show(flags, made, () => [`made the project ${made.root}`, ...drawCreated(made.created)])
    const way = relative(process.cwd(), made.root)
    if (way !== '' && !flags.json) this.note(`Next: cd ${way}`)
  }
}
