import { createCapability } from '@meshroom/engine'
import { required, roles } from '../../command/arguments.ts'
import { formatFlag, modeFlag } from '../../command/flags.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { present } from '../../command/present.ts'

export default class CreateCapabilityCommand extends MeshroomCommand {
  static override summary = 'Declare what a product can do.'
  static override description =
    "Adds the capability to the product's definition, and leaves everything else in the file as it is, comments included."
  static override examples = [
    '<%= config.bin %> <%= command.id %> myedr threats consumer --format stix',
    '<%= config.bin %> <%= command.id %> myedr search_threat executor',
  ]
  static override args = {
    product: required('The product.'),
    topic: required('What is exchanged, or the action.'),
    role: required('What the product does with it.', roles),
  }
  static override flags = { mode: modeFlag, format: formatFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(CreateCapabilityCommand)
    const { mesh } = await this.enter(flags)
    const { mode, format } = flags
    const { product, topic } = args
    const role = args.role as (typeof roles)[number]
    const declared = await createCapability(mesh, { product, topic, role, ...present({ mode, format }) })
    this.show(flags, declared, () => [
      declared.created ? `declared in ${declared.file}` : `already declared in ${declared.file}`,
    ])
  }
}
