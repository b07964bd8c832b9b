import { SecretKeysCommand } from '../../../command/secret-keys-command.ts'

export default class SecretsKeyListCommand extends SecretKeysCommand {
  static override summary = 'List your own keys.'
  static override description =
    'Those in your configuration folder. They belong to no project; a vault is opened with whichever it is encrypted for. The keys of your gpg are used too, and not listed here.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']

  async run(): Promise<void> {
    const { flags } = await this.parse(SecretsKeyListCommand)
    const keys = await (await this.desk(flags)).keys.list()
    this.show(flags, keys, () =>
      keys.length === 0
        ? []
        : this.table({
            head: ['fingerprint', 'name', 'made', 'state', 'protected', 'default'],
            rows: keys.map(({ fingerprint, name, createdAt, state, isProtected, isDefault }) => [
              fingerprint,
              name,
              createdAt.slice(0, 10),
              state,
              isProtected ? 'passphrase' : 'file only',
              isDefault ? 'yes' : '',
            ]),
          }),
    )
    if (keys.length === 0 && !flags.json)
      this.note('No key yet. The first secret makes one, or: meshroom secrets key create')
  }
}
