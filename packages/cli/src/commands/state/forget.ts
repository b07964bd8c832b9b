import { type ForgottenPlug, forgetPlugs } from '@meshroom/engine'
import { required } from '../../command/arguments.ts'
import { lockTimeoutFlag } from '../../command/flags.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { excludeFlag, planArguments, planFilter } from '../../command/plan-arguments.ts'
import { plural } from '../../draw/draw-diagnostics.ts'
import { drawPlug } from '../../draw/draw-plug.ts'

export default class StateForgetCommand extends MeshroomCommand {
  static override summary = 'Forget what is recorded of plugs whose tenant is gone.'
  static override description =
    'For plugs whose teardown cannot succeed any more, as the tenant is gone for good or was cleared by hand. No hook runs and no tenant is asked: whatever stands there stays. The states are kept below .meshroom/repair/. A plug that is still plugged is set up anew by the next up.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> oldedr mysekoia events',
    '<%= config.bin %> <%= command.id %> oldedr --yes',
  ]
  static override args = {
    ...planArguments,
    source: required('Plugs from this instance.'),
  }
  static override flags = { exclude: excludeFlag, 'lock-timeout': lockTimeoutFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(StateForgetCommand)
    const { mesh, prompter, interactive } = await this.enter(flags)
    const filter = planFilter(args, flags.exclude)
    if (interactive && !flags.yes) {
      const plugs = (await forgetPlugs(mesh, filter, { dryRun: true })).map(({ plug }) => drawPlug(plug))
      const message = `Forget ${plural(plugs.length, 'plug')} (${plugs.join(', ')})? What stands on the tenants stays`
      const answer = await prompter.ask({ kind: 'confirm', message, default: false, flag: '--yes' })
      if (answer !== true) return this.note('Nothing was done.')
    }
    const forgotten = await forgetPlugs(mesh, filter, { lockTimeoutMs: flags['lock-timeout'] * 1000 })
    this.show(flags, { forgotten }, () => drawForgotten(forgotten))
    if (forgotten.some(({ wanted }) => wanted)) this.note('meshroom up sets up anew what is plugged still.')
  }
}

function drawForgotten(forgotten: readonly ForgottenPlug[]): string[] {
  if (forgotten.length === 0) return ['Nothing is recorded of these plugs.']
  return forgotten.flatMap(({ plug, keptAt, left }) => [
    `forgot ${drawPlug(plug)}`,
    ...left.map(({ product, instance }) => `  what ${product} has set up on ${instance} stays there`),
    `  its state is kept as ${keptAt}`,
  ])
}
