import { plugInstances, type SideSelection } from '@meshroom/engine'
import * as Flags from '@oclif/core/flags'
import { readSecrets } from '../ask/read-secrets.ts'
import { required } from '../command/arguments.ts'
import { plugSettings } from '../command/declared-settings.ts'
import { configFlag, formatFlag, modeFlag, secretFlag } from '../command/flags.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { parseAssignments } from '../command/parse-assignments.ts'
import { present } from '../command/present.ts'
import { refuseSecrets } from '../command/refuse-secrets.ts'
import { drawPlugged } from '../draw/draw-plugged.ts'

export default class PlugCommand extends MeshroomCommand {
  static override summary = 'Plug one instance into another for a topic.'
  static override description =
    'SOURCE produces or triggers, DESTINATION consumes or executes. Both products must have an integration for their end, or one of them for both; where something is missing, it says what and the commands that make it. Nothing is sent to the tenants before up.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> events myedr mysekoia',
    '<%= config.bin %> <%= command.id %> search_threat mysekoia myedr --mode push',
    '<%= config.bin %> <%= command.id %> events myedr mysekoia --owner mysekoia',
  ]
  static override args = {
    topic: required('What flows, or the action.'),
    source: required('The instance it comes from.'),
    destination: required('The instance it goes to.'),
  }
  static override flags = {
    mode: modeFlag,
    format: formatFlag,
    owner: Flags.string({
      description: 'Who sets it up: each instance its own end (both), or the one named here both ends.',
      helpValue: 'both|SOURCE|DESTINATION',
    }),
    replace: Flags.boolean({ description: 'Take the place of the same plug in another format.' }),
    config: configFlag,
    secret: secretFlag,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PlugCommand)
    const settings = parseAssignments(flags.config, '-c')
    const { mesh, prompter } = await this.enter(flags)
    refuseSecrets(flags.secret, plugSettings(mesh, [args.source, args.destination]))
    const secrets = await readSecrets(flags.secret, { prompter, input: process.stdin })
    const { topic, source, destination } = args
    const { mode, format, owner, replace } = flags
    const plugged = await plugInstances(mesh, {
      topic,
      source,
      destination,
      ...present({ mode, format, owner }),
      replace,
      settings,
      secrets,
    })
    this.show(flags, { ...plugged, sides: plugged.sides.map(sideJson) }, () => drawPlugged(plugged))
  }
}

/** What programs may rely on of how a side was chosen. */
function sideJson({ side, product, instance, hooks, declarative, integrationFile, reason }: SideSelection) {
  const ids = hooks.map(({ id }) => id)
  return { side, product, instance, hooks: ids, declarative, ...present({ integrationFile }), reason }
}
