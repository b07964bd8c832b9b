import { listGaps } from '@meshroom/engine'
import { required } from '../command/arguments.ts'
import { limitFlag, topicFlag } from '../command/flags.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { present } from '../command/present.ts'
import { drawGaps } from '../draw/draw-gaps.ts'

export default class GapsCommand extends MeshroomCommand {
  static override summary = 'Show what is missing to connect two products.'
  static override description =
    'For each topic that cannot be plugged between them yet, the smallest sets of capabilities and setup hooks that would make it possible, the cheapest first, each with the command that scaffolds it. With --topic also where neither deals with the topic. Runs no hook.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> sekoia myedr',
    '<%= config.bin %> <%= command.id %> mysekoia myedr --topic search_threat',
  ]
  static override args = {
    product: required('A product, or an instance of it.'),
    target: required('The product to connect it with, or an instance of it.'),
  }
  static override flags = {
    topic: topicFlag,
    limit: limitFlag('Most ways to show for each topic; all are in --json.', 3),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(GapsCommand)
    const { mesh } = await this.enter(flags)
    const { topic, limit } = flags
    const gaps = await listGaps(mesh, { between: [args.product, args.target], ...present({ topic }) })
    this.show(flags, gaps, () => drawGaps(gaps, { paint: this.paint, limit }))
    if (gaps.length === 0 && !flags.json) this.note('Nothing is missing.')
  }
}
