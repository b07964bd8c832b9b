import { planUp } from '@meshroom/engine'
import { planArguments, planFilter } from '../command/plan-arguments.ts'
import { RunCommand, runFlags } from '../command/run-command.ts'

export default class UpCommand extends RunCommand {
  static override summary = 'Set up every plug of the mesh that is not up.'
  static override description =
    'Shows the plan, asks on a terminal, then runs the hooks of the products. What is up already is left alone; a plug that fails does not stop the others. The first Ctrl-C lets the steps in flight finish, the second stops at once. Without a terminal nothing is asked.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> myedr mysekoia events',
    '<%= config.bin %> <%= command.id %> --yes --json',
  ]
  static override args = planArguments
  static override flags = runFlags

  async run(): Promise<void> {
    const { args, flags } = await this.parse(UpCommand)
    await this.obey({ action: 'up', flags, plan: (mesh) => planUp(mesh, planFilter(args)) })
  }
}
