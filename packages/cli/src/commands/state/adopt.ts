import { type AdoptedPlugs, adoptPlugs } from '@meshroom/engine'
import { exitCodes } from '../../command/exit-codes.ts'
import { lockTimeoutFlag } from '../../command/flags.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { excludeFlag, planArguments, planFilter } from '../../command/plan-arguments.ts'
import { plural } from '../../draw/draw-diagnostics.ts'
import { drawPlug } from '../../draw/draw-plug.ts'

export default class StateAdoptCommand extends MeshroomCommand {
  static override summary = 'Record plugs as up that were set up by hand or by another tool.'
  static override description =
    'No hook runs and no tenant is asked: what is on the tenants counts as set up with the settings of today, also where a setup failed, was cut off or was not reached, and was made by hand. status --check tells whether that is so.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> myedr mysekoia events',
    '<%= config.bin %> <%= command.id %> --yes',
  ]
  static override args = planArguments
  static override flags = { exclude: excludeFlag, 'lock-timeout': lockTimeoutFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(StateAdoptCommand)
    const { mesh, prompter, interactive } = await this.enter(flags)
    const filter = planFilter(args, flags.exclude)
    if (interactive && !flags.yes) {
      const { adopted, settled } = await adoptPlugs(mesh, filter, { dryRun: true })
      const plugs = [...adopted, ...settled]
      const message = `Record ${plural(plugs.length, 'plug')} as up (${plugs.map(drawPlug).join(', ')})?`
      const answer = await prompter.ask({ kind: 'confirm', message, default: false, flag: '--yes' })
      if (answer !== true) return this.note('Nothing was done.')
    }
    const result = await adoptPlugs(mesh, filter, { lockTimeoutMs: flags['lock-timeout'] * 1000 })
    this.show(flags, result, () => drawAdopted(result))
    if (result.refused.length > 0) process.exitCode = exitCodes.invalid
  }
}

function drawAdopted({ adopted, settled, known, refused }: AdoptedPlugs): string[] {
  return [
    ...adopted.map((plug) => `adopted ${drawPlug(plug)}`),
    ...settled.map(
      (plug) => `settled ${drawPlug(plug)}: what had failed, been cut off or not been reached counts as done`,
    ),
    ...known.map((plug) => `${drawPlug(plug)} is recorded already`),
    ...refused.map(({ plug, code, message }) => `${drawPlug(plug)} refused: ${code} ${message}`),
    ...(adopted.length + settled.length + known.length + refused.length === 0 ? ['There is no plug to adopt.'] : []),
  ]
}
