import * as Flags from '@oclif/core/flags'
import { present } from '../../../command/present.ts'
import { SecretKeysCommand } from '../../../command/secret-keys-command.ts'

export default class SecretsKeyCreateCommand extends SecretKeysCommand {
  static override summary = 'Make a key of your own.'
  static override description =
    'Needed only before somebody can give you access to secrets of theirs: with secrets of your own, the first one makes it. It is kept in your configuration folder; its passphrase is asked for.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --name "Ada Lovelace" --email ada@example.org',
  ]
  static override flags = {
    name: Flags.string({ description: 'Whose key it is; what git says where it is left out.', helpValue: 'NAME' }),
    email: Flags.string({
      description: 'Address of its owner; what git says where it is left out.',
      helpValue: 'ADDRESS',
    }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(SecretsKeyCreateCommand)
    const { name, email } = flags
    const key = await (await this.desk(flags, present({ name, email }))).keys.create()
    this.show(flags, key, () => [`made ${key.fingerprint} (${key.name})`])
    if (!flags.json) this.note('Give its public half to your team: meshroom secrets key export --public')
  }
}
