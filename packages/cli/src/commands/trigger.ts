import { trigger } from '@meshroom/engine'
import { modeFlag, parameterFlag } from '../command/flags.ts'
import { interruption } from '../command/interruption.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { parseAssignments } from '../command/parse-assignments.ts'
import { playArguments, playTarget } from '../command/play-arguments.ts'
import { drawResult } from '../draw/draw-record.ts'

export default class TriggerCommand extends MeshroomCommand {
  static override summary = 'Make the source of a plug ask for an action, as it would in production.'
  static override description =
    'Arguments that the action requires are checked before anything is called. The result is printed.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> search_threat mysekoia myedr -p query=1.2.3.4',
    '<%= config.bin %> <%= command.id %> search_threat mysekoia -p query=1.2.3.4',
  ]
  static override args = playArguments
  static override flags = { mode: modeFlag, parameter: parameterFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TriggerCommand)
    const parameters = parseAssignments(flags.parameter, '-p')
    const { mesh, drawer } = await this.enter(flags)
    const result = await trigger(mesh, playTarget(args, flags.mode), parameters, {
      signal: interruption({ drain: 'Stopping …', say: drawer.say }).drain,
    })
    this.show(flags, result, () => drawResult(result))
  }
}
