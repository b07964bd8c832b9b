import { required } from '../../../command/arguments.ts'
import { SecretKeysCommand } from '../../../command/secret-keys-command.ts'

export default class SecretsKeyDefaultCommand extends SecretKeysCommand {
  static override summary = 'Choose the key for new vaults, where you have several.'
  static override description = 'A vault that exists is opened with whichever of your keys it is encrypted for.'
  static override examples = ['<%= config.bin %> <%= command.id %> b28b0140ac1572bfce11486fc793d83741b0c5b4']
  static override args = { fingerprint: required('Of one of your keys.') }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsKeyDefaultCommand)
    const { keys } = await this.desk(flags)
    await keys.setDefault(args.fingerprint)
    const chosen = (await keys.list()).find(({ isDefault }) => isDefault)
    this.show(flags, chosen, () => [`${chosen?.fingerprint} is for new vaults`])
  }
}
