import { modeFlag } from '../../command/flags.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { present } from '../../command/present.ts'
import { assertOwnedHere, secretUnknown } from '../../command/secret-unknown.ts'
import { secretUsage, secretWords } from '../../command/secret-words.ts'
import { cleanLine } from '../../draw/clean-text.ts'
import { findListed, ownerWords } from '../../ports/find-secret.ts'

export default class SecretsBlastRadiusCommand extends MeshroomCommand {
  static override summary = 'Show what is affected when a secret gets into wrong hands.'
  static override description =
    'The instances and plugs that use the same value, under whatever name, and everybody who can read it. Shows no value.'
  static override usage = secretUsage('secrets blast-radius')
  static override examples = [
    '<%= config.bin %> <%= command.id %> mysekoia API_KEY',
    '<%= config.bin %> <%= command.id %> sekoia_mysekoia_API_KEY --json',
  ]
  static override args = secretWords
  static override flags = { mode: modeFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsBlastRadiusCommand)
    const { mesh, vault: open } = await this.enter(flags)
    const { mode } = flags
    const address = findListed(args.secret ?? [], { project: mesh.project, ...present({ mode }) })
    const vault = await open()
    await assertOwnedHere(address, vault)
    const radius = await vault.blastRadius(address.name)
    if (radius === undefined) throw await secretUnknown(address.name, vault)
    this.show(flags, radius, () => [
      ...radius.entries.map(({ name: each, owner }) =>
        owner ? `used by ${owner.kind} ${ownerWords(owner).join(' ')} as ${each}` : `kept as ${each}, of no owner`,
      ),
      ...radius.readers.map((reader) => `read by ${cleanLine(reader)}`),
    ])
  }
}
