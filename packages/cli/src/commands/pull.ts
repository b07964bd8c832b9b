import { pullProduct } from '@meshroom/engine'
import { required } from '../command/arguments.ts'
import { interruption } from '../command/interruption.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { drawPulled } from '../draw/draw-pulled.ts'

export default class PullCommand extends MeshroomCommand {
  static override summary = "Bring products and integrations from a vendor's catalogue into the project."
  static override description =
    'Runs the pull hooks of the product. What you have changed since the last pull is left as you wrote it; what was left out, and why, is shown.'
  static override examples = ['<%= config.bin %> <%= command.id %> sekoia']
  static override args = { product: required('The product whose catalogue it is.') }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PullCommand)
    const { mesh, drawer } = await this.enter(flags)
    const pulled = await pullProduct(
      mesh,
      { product: args.product },
      { signal: interruption({ drain: 'Stopping …', say: drawer.say }).drain },
    )
    this.show(flags, pulled, () => drawPulled(pulled))
  }
}
