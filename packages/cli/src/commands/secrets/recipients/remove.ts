import { MeshroomError, suggestName } from '@meshroom/model'
import type { RecipientInfo } from '@meshroom/secrets'
import { required } from '../../../command/arguments.ts'
import { MeshroomCommand } from '../../../command/meshroom-command.ts'
import { cleanLine } from '../../../draw/clean-text.ts'

export default class SecretsRecipientsRemoveCommand extends MeshroomCommand {
  static override summary = 'Take the access of somebody to the secrets.'
  static override description =
    'The secrets are encrypted anew without that key. What its owner has read stays known to him: the secrets named then must be replaced where they are used.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> b28b0140ac1572bfce11486fc793d83741b0c5b4',
    '<%= config.bin %> <%= command.id %> bob@example.org',
  ]
  static override args = { recipient: required('Fingerprint, or a part of the name that only one has.') }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsRecipientsRemoveCommand)
    const { vault } = await this.equip(flags)
    const { recipients } = await vault()
    const { fingerprint, name } = findRecipient(args.recipient, await recipients.list())
    const { rotate } = await recipients.remove(fingerprint)
    this.show(flags, { fingerprint, name, rotate }, () => [
      `${cleanLine(name)} (${fingerprint}) cannot read what is written from now on`,
      ...rotate.map((each) => `  replace ${each}`),
    ])
    if (rotate.length > 0 && !flags.json)
      this.note('Replace each where it is used, then: meshroom secrets set NAME, or rotate NAME')
  }
}

/** @throws MeshroomError `RECIPIENT_MISSING`, `RECIPIENT_AMBIGUOUS` */
function findRecipient(text: string, recipients: readonly RecipientInfo[]): RecipientInfo {
  const wanted = text.replace(/^0x/i, '').replace(/\s/g, '').toLowerCase()
  const pinned = recipients.filter(({ access }) => access === 'pinned')
  const exact = pinned.find(({ fingerprint }) => fingerprint === wanted)
  const alike = pinned.filter(({ fingerprint, name }) => isPartOf(text, name) || fingerprint.endsWith(wanted))
  const [found, ...others] = exact ? [exact] : alike
  if (found && others.length === 0) return found
  throw found ? ambiguous(text, alike) : missing(text, pinned)
}

function isPartOf(text: string, name: string): boolean {
  return name.toLowerCase().includes(text.toLowerCase())
}

function ambiguous(text: string, alike: readonly RecipientInfo[]): MeshroomError {
  return new MeshroomError('RECIPIENT_AMBIGUOUS', `"${text}" is a part of more than one name`, {
    hint: `Name the fingerprint: ${alike.map(({ fingerprint, name }) => `${fingerprint} (${cleanLine(name)})`).join(', or ')}`,
  })
}

function missing(text: string, pinned: readonly RecipientInfo[]): MeshroomError {
  const near = suggestName(
    text,
    pinned.flatMap(({ fingerprint, name }) => [fingerprint, ...name.split(/[\s<>]+/)]),
  )
  return new MeshroomError('RECIPIENT_MISSING', `"${text}" has no access`, {
    hint: near ? `Did you mean ${near}?` : 'meshroom secrets recipients list',
  })
}
