import { removeInstance } from '@meshroom/engine'
import * as Flags from '@oclif/core/flags'
import { required } from '../command/arguments.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'

export default class RemoveCommand extends MeshroomCommand {
  static override summary = 'Remove an instance from the mesh, with its plugs.'
  static override description =
    'Deletes its files and its secrets. Refused while one of its plugs is up: take it down first. With --force it is removed all the same, and the next up tears down what it left.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> myedr',
    '<%= config.bin %> <%= command.id %> myedr --force',
  ]
  static override args = { instance: required('The instance.') }
  static override flags = { force: Flags.boolean({ description: 'Also while one of its plugs is up.' }) }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RemoveCommand)
    const { mesh } = await this.enter(flags)
    const removed = await removeInstance(mesh, { name: args.instance, force: flags.force })
    this.show(flags, removed, () => [`removed ${args.instance}`, ...removed.files.map((file) => `  deleted ${file}`)])
  }
}
