import { planDown } from '@meshroom/engine'
import { planArguments, planFilter } from '../command/plan-arguments.ts'
import { RunCommand, runFlags } from '../command/run-command.ts'

export default class DownCommand extends RunCommand {
  static override summary = 'Tear down what up has set up.'
  static override description =
    'Shows the plan, asks on a terminal, then undoes exactly what was done, in reverse order. Without a terminal nothing is asked.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> myedr mysekoia events',
    '<%= config.bin %> <%= command.id %> --yes --json',
  ]
  static override args = planArguments
  static override flags = runFlags

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DownCommand)
    await this.obey({ action: 'down', flags, plan: ({ mesh }) => planDown(mesh, planFilter(args, flags.exclude)) })
  }
}
