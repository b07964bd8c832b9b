import type { Prompter } from '@meshroom/engine'
import { MeshroomError } from '@meshroom/model'
import { readInputFile } from '../../../ask/read-input-file.ts'
import { required } from '../../../command/arguments.ts'
import { MeshroomCommand } from '../../../command/meshroom-command.ts'
import { cleanLine } from '../../../draw/clean-text.ts'

export default class SecretsRecipientsAddCommand extends MeshroomCommand {
  static override summary = 'Let somebody read the secrets.'
  static override description =
    'Takes the file of an armored public key (- for standard input), or the fingerprint of one that lies in recipients/ or in your gpg. Shows whose it is and asks; compare the fingerprint with what its owner says. The secrets are encrypted anew. A renewed key of who has access takes the place of the old one.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> bob.asc',
    '<%= config.bin %> <%= command.id %> b28b0140ac1572bfce11486fc793d83741b0c5b4 --yes',
  ]
  static override args = { key: required('File of a public key, or a fingerprint.') }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsRecipientsAddCommand)
    const { vault, prompter } = await this.equip(flags)
    const { recipients } = await vault()
    const given = isFingerprint(args.key) ? args.key : await readArmored(args.key)
    const { fingerprint, name } = await recipients.find(given)
    const who = `${cleanLine(name)} (${fingerprint})`
    if (!(await confirmed(who, prompter))) return this.note('Nothing was done.')
    const { added, renewed } = await recipients.add(given)
    this.show(flags, { fingerprint, name, added, renewed }, () => [
      added
        ? `${who} can read the secrets once you have pushed secrets.gpg`
        : `${who} can read the secrets already${renewed ? '; the renewed key is kept' : ''}`,
    ])
  }
}

async function confirmed(who: string, prompter: Prompter): Promise<boolean> {
  const message = `Give ${who} access to all secrets of this project?`
  return (await prompter.ask({ kind: 'confirm', message, default: false, flag: '--yes' })) === true
}

/** As gpg shows it, too: in capitals and groups. */
function isFingerprint(text: string): boolean {
  return /^(0x)?[0-9a-f]{40}([0-9a-f]{24})?$/i.test(text.replace(/\s/g, ''))
}

async function readArmored(path: string): Promise<string> {
  const text = (await readInputFile(path)).toString('utf8')
  if (text.includes('-----BEGIN')) return text
  throw new MeshroomError('KEY_UNUSABLE', `${path} holds no armored public key`, {
    hint: 'its owner writes one with: meshroom secrets key export --public, or gpg --armor --export NAME',
    file: path,
  })
}
