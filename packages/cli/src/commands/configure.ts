import { configureInstance, configurePlug } from '@meshroom/engine'
import { MeshroomError } from '@meshroom/model'
import { readSecrets } from '../ask/read-secrets.ts'
import { optional, required } from '../command/arguments.ts'
import { instanceSettings, plugSettings, withSecretsLeft } from '../command/declared-settings.ts'
import { configFlag, modeFlag, secretFlag } from '../command/flags.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { parseAssignments } from '../command/parse-assignments.ts'
import { present } from '../command/present.ts'
import { refuseSecrets } from '../command/refuse-secrets.ts'
import { drawConfigured } from '../draw/draw-configured.ts'

export default class ConfigureCommand extends MeshroomCommand {
  static override summary = 'Change the settings and secrets of an instance or of a plug.'
  static override description =
    'With one name it configures an instance, with three a plug. Secrets that no -s names are left as they are. Without -c and -s every setting is asked for again, with what it is now as the default. With --environment NAME the settings become those of that environment alone, in environments/NAME.yaml; secrets are the same in every one.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> mysekoia -c region=fra1',
    '<%= config.bin %> <%= command.id %> mysekoia --environment lab -c region=test1',
    '<%= config.bin %> <%= command.id %> mysekoia myedr search_threat -c severity=high',
    'printf \'%s\\n\' "$API_KEY" | <%= config.bin %> <%= command.id %> mysekoia -s API_KEY',
  ]
  static override args = {
    source: required('The instance, or the source of the plug.'),
    destination: optional('The destination of the plug.'),
    topic: optional('The topic of the plug.'),
  }
  static override flags = { mode: modeFlag, config: configFlag, secret: secretFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ConfigureCommand)
    const { source, destination, topic } = args
    if (destination !== undefined && topic === undefined) throw topicMissing(source, destination)
    const settings = parseAssignments(flags.config, '-c')
    const { mesh: whole, prompter } = await this.enter(flags)
    const declared =
      destination === undefined ? instanceSettings(whole, source) : plugSettings(whole, [source, destination])
    refuseSecrets(flags.secret, declared)
    const secrets = await readSecrets(flags.secret, { prompter, input: process.stdin })
    const mesh = flags.config.length > 0 && flags.secret.length === 0 ? withSecretsLeft(whole, declared) : whole
    const { mode } = flags
    const configured =
      destination !== undefined && topic !== undefined
        ? await configurePlug(mesh, { source, destination, topic, ...present({ mode }), settings, secrets })
        : await configureInstance(mesh, { name: source, settings, secrets })
    this.show(flags, configured, () => [
      `configured ${[source, destination, topic].filter(Boolean).join(' ')}`,
      ...drawConfigured(configured),
    ])
    if (configured.secrets.length > 0 && flags.environment !== 'default')
      this.note('Secrets are the same in every environment.')
  }
}

function topicMissing(source: string, destination: string): MeshroomError {
  return new MeshroomError('USAGE', 'a plug is named by source, destination and topic', {
    hint: `meshroom configure ${source} ${destination} TOPIC, or meshroom configure ${source}`,
  })
}
