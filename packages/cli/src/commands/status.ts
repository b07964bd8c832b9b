import { listPlugs, type PlugRow, planUp } from '@meshroom/engine'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { summarizePlan } from '../draw/draw-plan.ts'

export default class StatusCommand extends MeshroomCommand {
  static override summary = 'Show what is up, and what up would do.'
  static override description = 'Reads what has been recorded; no tenant is asked and no hook runs.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --environment lab',
  ]

  async run(): Promise<void> {
    const { flags } = await this.parse(StatusCommand)
    const { mesh } = await this.enter(flags)
    const [plugs, plan] = [await listPlugs(mesh, {}), await planUp(mesh)]
    const { environment } = mesh
    const summary = summarizePlan(plan)
    this.show(flags, { environment, plugs, pending: plan.steps.length, refused: plan.refused.length, summary }, () => [
      `environment ${environment}: ${countByStatus(plugs)}`,
      `meshroom up: ${summary}`,
    ])
  }
}

/** `2 up, 1 down` */
function countByStatus(plugs: readonly PlugRow[]): string {
  const counts = (['up', 'partial', 'down'] as const)
    .map((status) => ({ status, count: plugs.filter((plug) => plug.status === status).length }))
    .filter(({ count }) => count > 0)
  return counts.length === 0 ? 'no plug' : counts.map(({ status, count }) => `${count} ${status}`).join(', ')
}
