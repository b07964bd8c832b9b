import type { Vault } from '@meshroom/secrets'
import { modeFlag } from '../../command/flags.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { present } from '../../command/present.ts'
import { secretUnknown } from '../../command/secret-unknown.ts'
import { secretUsage, secretWords } from '../../command/secret-words.ts'
import { findSecret, type SecretAddress } from '../../ports/find-secret.ts'

export default class SecretsGetCommand extends MeshroomCommand {
  static override summary = 'Print the value of a secret.'
  static override description = 'The value and a line end, nothing else, so that it can be piped on.'
  static override usage = secretUsage('secrets get')
  static override examples = [
    '<%= config.bin %> <%= command.id %> mysekoia API_KEY',
    '<%= config.bin %> <%= command.id %> sekoia_mysekoia_API_KEY',
  ]
  static override args = secretWords
  static override flags = { mode: modeFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsGetCommand)
    const { mesh, vault } = await this.enter(flags)
    const { mode } = flags
    const address = findSecret(args.secret ?? [], { project: mesh.project, ...present({ mode }) })
    const value = await read(await vault(), address)
    this.show(flags, { name: address.name, value }, () => [value])
  }
}

async function read(vault: Vault, { name, owned }: SecretAddress): Promise<string> {
  const value = owned ? await vault.getFor(owned.owner, owned.key) : await vault.get(name)
  if (value === undefined) throw await secretUnknown(name, vault)
  return value
}
