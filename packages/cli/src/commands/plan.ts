import { findRun, planUp, sayInProgress } from '@meshroom/engine'
import * as Flags from '@oclif/core/flags'
import { exitCodes } from '../command/exit-codes.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { writeNote } from '../command/output.ts'
import { excludeFlag, planArguments, planFilter } from '../command/plan-arguments.ts'
import { writePlanFile } from '../command/plan-file.ts'
import { isWhole, planJson } from '../command/plan-json.ts'
import { drawPlan, environmentFlag } from '../draw/draw-plan.ts'
import { quoteWord } from '../draw/next-command.ts'

export default class PlanCommand extends MeshroomCommand {
  static override summary = 'Show what up would do, and why.'
  static override description =
    'Compares the mesh with what has been set up. Touches nothing and runs no hook. Exits 2 where a plug cannot be set up.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> myedr mysekoia events',
    '<%= config.bin %> <%= command.id %> --detailed-exitcode',
    '<%= config.bin %> <%= command.id %> --out monday.plan',
  ]
  static override args = planArguments
  static override flags = {
    'detailed-exitcode': Flags.boolean({ description: 'Exit 3 where something would be done, 0 where nothing would.' }),
    out: Flags.string({ description: 'Also write the plan to a file, for up --plan to obey.', helpValue: 'FILE' }),
    exclude: excludeFlag,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PlanCommand)
    const { mesh } = await this.enter(flags)
    const plan = await planUp(mesh, planFilter(args, flags.exclude))
    const running = await findRun(mesh)
    if (running) writeNote(`meshroom ${running.command} is ${sayInProgress(running)}: it may have done this soon.`)
    if (flags.out !== undefined) {
      const isKept = await writePlanFile(flags.out, plan)
      const obeyed = `: meshroom up --plan ${quoteWord(flags.out)}${environmentFlag(mesh.environment)} obeys it`
      this.note(`Written to ${flags.out}${isKept ? obeyed : ''}.`)
    }
    this.show(flags, planJson(plan), () => drawPlan(plan, this.paint))
    if (!isWhole(plan)) process.exitCode = exitCodes.invalid
    else if (flags['detailed-exitcode'] && plan.steps.length > 0) process.exitCode = exitCodes.pending
  }
}
