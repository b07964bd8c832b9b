import { MeshroomCommand } from '../../../command/meshroom-command.ts'

export default class SecretsRecipientsListCommand extends MeshroomCommand {
  static override summary = 'List who can read the secrets.'
  static override description =
    'Access is what the vault itself says, under its signature. "proposed" is a key that lies in recipients/ and has none yet.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']

  async run(): Promise<void> {
    const { flags } = await this.parse(SecretsRecipientsListCommand)
    const { vault } = await this.equip(flags)
    const recipients = await (await vault()).recipients.list()
    this.show(flags, recipients, () =>
      recipients.length === 0
        ? []
        : this.table({
            head: ['fingerprint', 'name', 'access', 'key', 'expires'],
            rows: recipients.map(({ fingerprint, name, access, recovery, state, expiresAt }) => [
              fingerprint,
              name,
              access === 'proposed' ? 'proposed' : recovery ? 'recovery' : 'yes',
              state,
              expiresAt?.slice(0, 10) ?? '',
            ]),
          }),
    )
    if (recipients.length === 0 && !flags.json) this.note('Nobody yet: there is no secret.')
  }
}
