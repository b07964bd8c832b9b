import { words } from '../../command/arguments.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { assertSecretsKnown } from '../../command/secret-unknown.ts'

export default class SecretsRotateCommand extends MeshroomCommand {
  static override summary = 'Record that secrets were replaced where they are used.'
  static override description =
    'For a value that was replaced in the product and in the vault before somebody lost access, or that need not be. Setting a secret anew records it by itself. Without a name it lists what must be rotated.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> sekoia_mysekoia_API_KEY',
  ]
  static override args = { name: words('Names as listed.') }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsRotateCommand)
    const vault = await (await this.equip(flags)).vault()
    const names = args.name ?? []
    await assertSecretsKnown(names, vault)
    if (names.length > 0) await vault.recordRotation(names)
    const due = (await vault.list()).flatMap(({ name, rotate }) => (rotate ? [{ name, ...rotate }] : []))
    this.show(flags, { rotated: names, due }, () => [
      ...names.map((name) => `recorded ${name}`),
      ...due.map(
        ({ name, because, since }) => `due ${name}: known to ${because}, who lost access on ${since.slice(0, 10)}`,
      ),
    ])
    if (due.length === 0 && !flags.json) this.note('Nothing is left to rotate.')
  }
}
