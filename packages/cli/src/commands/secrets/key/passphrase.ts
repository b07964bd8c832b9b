import { text } from 'node:stream/consumers'
import { MeshroomError } from '@meshroom/model'
import type { PassphraseSource } from '@meshroom/secrets'
import { passphrasePrompt } from '../../../ask/ask-passphrase.ts'
import { optional } from '../../../command/arguments.ts'
import { fingerprintMeant, type KeyDesk, SecretKeysCommand } from '../../../command/secret-keys-command.ts'

export default class SecretsKeyPassphraseCommand extends SecretKeysCommand {
  static override summary = 'Protect one of your keys with another passphrase.'
  static override description =
    'Asks for the present one, then for the new one. Without a terminal the present one comes from MESHROOM_PASSPHRASE or MESHROOM_PASSPHRASE_FD, and the new one is the first line of standard input. Copies of the key elsewhere keep theirs.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    'MESHROOM_PASSPHRASE_FD=3 <%= config.bin %> <%= command.id %> 3<old <new',
  ]
  static override args = { fingerprint: optional('Of one of your keys; the default one where it is left out.') }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsKeyPassphraseCommand)
    const desk = await this.desk(flags)
    const fingerprint = await fingerprintMeant(desk.keys, args.fingerprint)
    await desk.keys.changePassphrase(fingerprint, nextPassphrase(desk))
    this.show(flags, { fingerprint, changed: true }, () => [`${fingerprint} has a new passphrase`])
  }
}

function nextPassphrase({ prompter, interactive }: KeyDesk): PassphraseSource {
  if (interactive) return { interactive, ask: passphrasePrompt(prompter).ask }
  return { interactive, ask: firstLine }
}

/** Standard input that ends at once says nothing; an empty line is an empty passphrase. @throws MeshroomError `INPUT_REQUIRED` */
async function firstLine(): Promise<string> {
  const given = process.stdin.isTTY ? '' : await text(process.stdin)
  const [line] = given.split(/\r?\n/, 1)
  if (given !== '' && line !== undefined) return line
  throw new MeshroomError('INPUT_REQUIRED', 'no new passphrase came on standard input, so the key keeps its own', {
    hint: 'Run it on a terminal, or give the new one as a line: meshroom secrets key passphrase < FILE',
  })
}
