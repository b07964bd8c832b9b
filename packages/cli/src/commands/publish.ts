import { publishIntegrations } from '@meshroom/engine'
import { optional, roles } from '../command/arguments.ts'
import { interruption } from '../command/interruption.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { present } from '../command/present.ts'
import { cleanLine } from '../draw/clean-text.ts'

export default class PublishCommand extends MeshroomCommand {
  static override summary = "Contribute integrations to the vendor's official catalogue."
  static override description =
    "Runs the publish hooks of PRODUCT for its integrations with TARGET, and shows where to go on, such as a pull request's address."
  static override examples = [
    '<%= config.bin %> <%= command.id %> sekoia myedr search_threat',
    '<%= config.bin %> <%= command.id %> sekoia',
  ]
  static override args = {
    product: optional('Only integrations of this product.'),
    target: optional('… with this one.'),
    topic: optional('… for this topic.'),
    role: optional('… in this role.', roles),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PublishCommand)
    const { mesh, drawer } = await this.enter(flags)
    const role = args.role as (typeof roles)[number] | undefined
    const { product, target, topic } = args
    const filter = present({ product, target, topic, role })
    const published = await publishIntegrations(mesh, filter, {
      signal: interruption({ drain: 'Stopping …', say: drawer.say }).drain,
    })
    this.show(flags, published, () =>
      published.flatMap(({ integration, message, url }) => [
        `${integration}: ${cleanLine(message)}`,
        ...(url ? [`  ${cleanLine(url)}`] : []),
      ]),
    )
  }
}
