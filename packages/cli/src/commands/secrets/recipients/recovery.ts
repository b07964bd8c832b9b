import type { Prompter } from '@meshroom/engine'
import { askTwice } from '../../../ask/ask-passphrase.ts'
import { MeshroomCommand } from '../../../command/meshroom-command.ts'

export default class SecretsRecipientsRecoveryCommand extends MeshroomCommand {
  static override summary = 'Make a spare key for the day when all others are lost.'
  static override description =
    'Gives a new key access to the secrets and prints its private half, once: it is kept nowhere. Print it or put it into a safe, apart from its passphrase. Whoever needs it imports it with: meshroom secrets key import.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> > recovery.asc',
    '<%= config.bin %> <%= command.id %> | lp',
  ]

  async run(): Promise<void> {
    const { flags } = await this.parse(SecretsRecipientsRecoveryCommand)
    const { vault, prompter, interactive } = await this.equip(flags)
    const { passphraseFrom } = await import('@meshroom/secrets')
    const ask = () => askTwice(prompter, 'Passphrase for the spare key')
    const source = passphraseFrom(interactive ? { prompt: ask } : {})
    const passphrase = (await source.ask({ purpose: 'new', attempt: 1 })) ?? (await refuse(prompter))
    const { fingerprint, armoredPrivateKey } = await (await vault()).recipients.addRecovery(passphrase)
    this.show(flags, { fingerprint, privateKey: armoredPrivateKey }, () => [armoredPrivateKey.trimEnd()])
    if (!flags.json) this.note(`This is the only copy of ${fingerprint}: keep it offline, apart from its passphrase.`)
  }
}

/** @throws MeshroomError `INPUT_REQUIRED` */
async function refuse(prompter: Prompter): Promise<string> {
  const message = 'Passphrase for the spare key'
  return String(await prompter.ask({ kind: 'secret', message, flag: 'MESHROOM_PASSPHRASE' }))
}
