import { modeFlag } from '../../command/flags.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { present } from '../../command/present.ts'
import { secretUnknown } from '../../command/secret-unknown.ts'
import { secretUsage, secretWords } from '../../command/secret-words.ts'
import { findListed } from '../../ports/find-secret.ts'

export default class SecretsUnsetCommand extends MeshroomCommand {
  static override summary = 'Forget a secret.'
  static override description =
    'Removes it from the vault. Earlier versions in git still hold it, for whoever can decrypt them.'
  static override usage = secretUsage('secrets unset')
  static override examples = ['<%= config.bin %> <%= command.id %> mysekoia API_KEY']
  static override args = secretWords
  static override flags = { mode: modeFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsUnsetCommand)
    const { mesh, vault: open } = await this.enter(flags)
    const { mode } = flags
    const { name, owned } = findListed(args.secret ?? [], { project: mesh.project, ...present({ mode }) })
    const vault = await open()
    const { removed } = owned ? await vault.unsetFor(owned.owner, [owned.key]) : await vault.unset([name])
    if (removed.length === 0) throw await secretUnknown(name, vault)
    this.show(flags, { name, removed: true }, () => [`forgot ${name}`])
  }
}
