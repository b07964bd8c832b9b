import { planUp, refreshPlan } from '@meshroom/engine'
import { MeshroomError } from '@meshroom/model'
import * as Flags from '@oclif/core/flags'
import { askTenants } from '../command/ask-tenants.ts'
import type { Workplace } from '../command/meshroom-command.ts'
import { type PlanWords, planArguments, planFilter } from '../command/plan-arguments.ts'
import { readPlanFile } from '../command/plan-file.ts'
import { RunCommand, runFlags } from '../command/run-command.ts'

export default class UpCommand extends RunCommand {
  static override summary = 'Set up every plug of the mesh that is not up.'
  static override description =
    'Shows the plan, asks on a terminal, then runs the hooks of the products. What is up already is left alone; a plug that fails does not stop the others. The first Ctrl-C lets the steps in flight finish, the second stops at once. Without a terminal nothing is asked. After a crash it goes on where it stopped.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> myedr mysekoia events',
    '<%= config.bin %> <%= command.id %> --exclude myedr/mysekoia/alerts',
    '<%= config.bin %> <%= command.id %> --plan monday.plan',
    '<%= config.bin %> <%= command.id %> --yes --json',
  ]
  static override args = planArguments
  static override flags = {
    ...runFlags,
    plan: Flags.string({
      description: 'Obey the plan that plan --out has written; refused where project or state have changed since.',
      helpValue: 'FILE',
      exclusive: ['exclude', 'check'],
    }),
    check: Flags.boolean({ description: 'Ask the tenants first what has drifted, by the check hooks.' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(UpCommand)
    const filter = planFilter(args, flags.exclude)
    if (flags.plan !== undefined) {
      refuseFilter(args)
      const plan = await readPlanFile(flags.plan)
      return this.obey({ action: plan.action, flags, plan: ({ mesh }) => refreshPlan(mesh, plan) })
    }
    const plan = async (workplace: Workplace) => {
      if (flags.check && !flags['dry-run']) await askTenants(workplace, filter, { parallelism: flags.parallelism })
      return planUp(workplace.mesh, filter)
    }
    await this.obey({ action: 'up', flags, plan })
  }
}

/** A plan says itself which plugs it is about. */
function refuseFilter(args: PlanWords): void {
  if (Object.values(args).every((word) => word === undefined)) return
  throw new MeshroomError('USAGE', 'a plan says itself which plugs it is about', {
    hint: 'meshroom up --plan FILE, or meshroom plan SRC --out FILE to make another',
  })
}
