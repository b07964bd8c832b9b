import { unplugInstances } from '@meshroom/engine'
import { required } from '../command/arguments.ts'
import { modeFlag } from '../command/flags.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { present } from '../command/present.ts'
import { drawPlug } from '../draw/draw-plug.ts'

export default class UnplugCommand extends MeshroomCommand {
  static override summary = 'Remove a plug from the mesh.'
  static override description = 'Nothing is sent to the tenants: where the plug was up, the next up tears it down.'
  static override examples = ['<%= config.bin %> <%= command.id %> events myedr mysekoia']
  static override args = {
    topic: required('What flows, or the action.'),
    source: required('The instance it comes from.'),
    destination: required('The instance it goes to.'),
  }
  static override flags = { mode: modeFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(UnplugCommand)
    const { mesh } = await this.enter(flags)
    const { topic, source, destination } = args
    const { mode } = flags
    const unplugged = await unplugInstances(mesh, { topic, source, destination, ...present({ mode }) })
    this.show(flags, unplugged, () => [`unplugged ${drawPlug(unplugged.plug)}`])
    if (unplugged.wasUp) this.note('It is still set up on the tenants; meshroom up tears it down.')
  }
}
