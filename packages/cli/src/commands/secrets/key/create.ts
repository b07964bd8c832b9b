import { SecretKeysCommand } from '../../../command/secret-keys-command.ts'

export default class SecretsKeyCreateCommand extends SecretKeysCommand {
  static override summary = 'Make a key of your own.'
  static override description =
    'Needed only before somebody can give you access to secrets of theirs: with secrets of your own, the first one makes it. It is kept in your configuration folder; its passphrase is asked for.'
  static override examples = ['<%= config.bin %> <%= command.id %>']

  async run(): Promise<void> {
    const { flags } = await this.parse(SecretsKeyCreateCommand)
    const key = await (await this.desk(flags)).keys.create()
    this.show(flags, key, () => [`made ${key.fingerprint} (${key.name})`])
    if (!flags.json) this.note('Give its public half to your team: meshroom secrets key export --public')
  }
}
