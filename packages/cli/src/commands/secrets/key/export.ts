import * as Flags from '@oclif/core/flags'
import { optional } from '../../../command/arguments.ts'
import { fingerprintMeant, SecretKeysCommand } from '../../../command/secret-keys-command.ts'

export default class SecretsKeyExportCommand extends SecretKeysCommand {
  static override summary = 'Print one of your keys as text.'
  static override description =
    'With --public the half that you give to your team. Without it the private key, protected by its passphrase as it is kept: for another machine of yours, or as MESHROOM_KEY in CI. gpg reads both.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --public > me.asc',
    '<%= config.bin %> <%= command.id %> | ssh other-machine meshroom secrets key import -',
  ]
  static override args = { fingerprint: optional('Of one of your keys; the default one where it is left out.') }
  static override flags = { public: Flags.boolean({ description: 'Only the public half.' }) }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsKeyExportCommand)
    const { keys } = await this.desk(flags)
    const half = flags.public ? 'public' : 'private'
    const fingerprint = await fingerprintMeant(keys, args.fingerprint)
    const armored = await keys.export(fingerprint, half)
    this.show(flags, { fingerprint, half, key: armored }, () => [armored.trimEnd()])
    if (half === 'private' && process.stdout.isTTY && !flags.json)
      this.note(
        'warning: this is your private key, and it is on your screen now; --public prints the half to give away',
      )
  }
}
