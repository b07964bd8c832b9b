import { type MeshRisks, measureImpact, measureRisks } from '@meshroom/engine'
import { optional } from '../command/arguments.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { drawImpact, drawRisks } from '../draw/draw-impact.ts'

export default class ImpactCommand extends MeshroomCommand {
  static override summary = 'Show what goes dark when an instance fails.'
  static override description =
    'For an instance: the instances that get no data any more, and the topics, detections and responses that are lost. Without one: how much hangs on each instance, the instances and plugs that hold the mesh together alone, and the loops of actions and data that can feed themselves.'
  static override examples = ['<%= config.bin %> <%= command.id %> mysekoia', '<%= config.bin %> <%= command.id %>']
  static override args = { instance: optional('The instance that fails.') }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ImpactCommand)
    const { mesh } = await this.enter(flags)
    if (args.instance !== undefined) {
      const impact = await measureImpact(mesh, args.instance)
      return this.show(flags, impact, () => drawImpact(impact, this.paint))
    }
    const risks = await measureRisks(mesh)
    const hasAny = risks.impacts.length > 0
    this.show(flags, risks, () => (hasAny ? [...this.table(impactTable(risks)), ...drawRisks(risks, this.paint)] : []))
    if (!hasAny && !flags.json) this.note('No instance.')
  }
}

function impactTable({ impacts }: MeshRisks) {
  return {
    head: ['instance', 'blind', 'plugs', 'detections', 'responses'],
    rows: impacts.map(({ instance, blind, plugs, detections, responses }) => [
      instance,
      ...[blind, plugs, detections, responses].map(({ length }) => String(length)),
    ]),
  }
}
