import { text } from 'node:stream/consumers'
import type { Prompter } from '@meshroom/engine'
import { MeshroomError } from '@meshroom/model'
import { modeFlag } from '../../command/flags.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { present } from '../../command/present.ts'
import { secretUsage, secretWords } from '../../command/secret-words.ts'
import { findSecret } from '../../ports/find-secret.ts'

export default class SecretsSetCommand extends MeshroomCommand {
  static override summary = 'Keep a secret.'
  static override description =
    'Takes the value from standard input, all of it but a last line end; on a terminal it asks, and shows nothing of what is typed. A value is never an argument: other users of the machine could read it.'
  static override usage = secretUsage('secrets set')
  static override examples = [
    '<%= config.bin %> <%= command.id %> mysekoia API_KEY',
    'printf %s "$API_KEY" | <%= config.bin %> <%= command.id %> mysekoia API_KEY',
    '<%= config.bin %> <%= command.id %> mysekoia CLIENT_CERTIFICATE < client.pem',
  ]
  static override args = secretWords
  static override flags = { mode: modeFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsSetCommand)
    const { mesh, vault, prompter } = await this.enter(flags)
    const { mode } = flags
    const { name, owned } = findSecret(args.secret ?? [], { project: mesh.project, ...present({ mode }) })
    const value = await readValue(name, prompter)
    const { changed } = await (await vault()).set([{ name, value, ...owned }])
    this.show(flags, { name, changed: changed.length > 0 }, () => [
      changed.length > 0 ? `kept ${name}` : `${name} has this value already`,
    ])
  }
}

async function readValue(name: string, prompter: Prompter): Promise<string> {
  const value = process.stdin.isTTY
    ? String(await prompter.ask({ kind: 'secret', message: name, flag: 'standard input' }))
    : (await text(process.stdin)).replace(/\r?\n$/, '')
  if (value !== '') return value
  throw new MeshroomError('SECRET_INPUT_MISSING', `no value for ${name} came on standard input`, {
    hint: `printf %s "$VALUE" | meshroom secrets set ${name}`,
  })
}
