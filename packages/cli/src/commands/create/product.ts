import { createProduct } from '@meshroom/engine'
import { schemaUrl } from '@meshroom/model'
import { listTemplates, renderProduct } from '@meshroom/templates'
import * as Flags from '@oclif/core/flags'
import { required } from '../../command/arguments.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { drawCreated } from '../../draw/draw-created.ts'

export default class CreateProductCommand extends MeshroomCommand {
  static override summary = 'Create a product: what it can exchange, and how it is set up.'
  static override description =
    'Writes products/NAME/definition.yaml. From a template of its category it starts with the capabilities and hooks that such a product typically has; without one it has none.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> myedr --from edr',
    '<%= config.bin %> <%= command.id %> mything',
  ]
  static override args = { name: required('Name of the new product.') }
  static override flags = {
    from: Flags.string({
      description: `The category to start from: ${listTemplates().join(', ')}.`,
      helpValue: 'TEMPLATE',
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(CreateProductCommand)
    const { mesh } = await this.enter(flags)
    const created = await createProduct(mesh, {
      name: args.name,
      files: renderProduct(flags.from, args.name, { schemaUrl: schemaUrl('product') }),
    })
    this.show(flags, created, () => drawCreated(created.files))
  }
}
