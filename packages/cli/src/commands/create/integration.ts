import { createIntegration } from '@meshroom/engine'
import { required, roles } from '../../command/arguments.ts'
import { formatFlag, modeFlag } from '../../command/flags.ts'
import { interruption } from '../../command/interruption.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { present } from '../../command/present.ts'
import { drawCreated } from '../../draw/draw-created.ts'

export default class CreateIntegrationCommand extends MeshroomCommand {
  static override summary = 'Create the integration of one product with another.'
  static override description =
    "Writes the manifest of PRODUCT's end of it, declares the capability on both products where it is missing, and runs the scaffold hooks that the vendor has written for it. Where nothing sets that end up yet, a hook file to complete is written too."
  static override examples = [
    '<%= config.bin %> <%= command.id %> myedr sekoia search_threat executor',
    '<%= config.bin %> <%= command.id %> sekoia myedr search_threat trigger --mode=push',
  ]
  static override args = {
    product: required('The product whose end it is.'),
    target: required('The product at the other end.'),
    topic: required('What is exchanged, or the action.'),
    role: required('What PRODUCT does with it.', roles),
  }
  static override flags = { mode: modeFlag, format: formatFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(CreateIntegrationCommand)
    const { mesh } = await this.enter(flags)
    const { mode, format } = flags
    const created = await createIntegration(
      mesh,
      {
        product: args.product,
        target: args.target,
        topic: args.topic,
        role: args.role as Role,
        ...present({ mode, format }),
      },
      { signal: interruption('Stopping the scaffold …').drain },
    )
    this.show(flags, created, () => [
      ...drawCreated(created.files),
      ...created.declared.map((capability) => `declared ${capability}`),
      ...created.scaffolds.map((hook) => `scaffolded by ${hook}`),
    ])
  }
}

type Role = (typeof roles)[number]
