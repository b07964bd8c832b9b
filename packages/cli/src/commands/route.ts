import { listRoutes } from '@meshroom/engine'
import { required } from '../command/arguments.ts'
import { limitFlag } from '../command/flags.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { drawRoutes } from '../draw/draw-routes.ts'

export default class RouteCommand extends MeshroomCommand {
  static override summary = 'Find how a topic can get from one product to another.'
  static override description =
    'Goes through products that take the topic and pass it on. Each hop costs 1, and so does each product that takes one format and passes on another. Cheapest first. Exits 1 where there is no way.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> myedr soar alerts',
    '<%= config.bin %> <%= command.id %> myedr soar alerts --limit 10',
  ]
  static override args = {
    source: required('The product it comes from, or an instance of it.'),
    destination: required('The product it goes to, or an instance of it.'),
    topic: required('What flows, or the action.'),
  }
  static override flags = { limit: limitFlag('Most routes to find.', 3) }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RouteCommand)
    const { mesh } = await this.enter(flags)
    const { source, destination, topic } = args
    const routes = await listRoutes(mesh, { from: source, to: destination, topic, limit: flags.limit })
    this.show(flags, routes, () => drawRoutes(routes, this.paint))
    if (routes.length > 0) return
    if (!flags.json) this.note(`No route.\n  try: meshroom gaps ${source} ${destination} --topic ${topic}`)
    process.exitCode = 1
  }
}
