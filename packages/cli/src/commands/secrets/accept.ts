import { MeshroomCommand } from '../../command/meshroom-command.ts'

export default class SecretsAcceptCommand extends MeshroomCommand {
  static override summary =
    'Go on from the secrets.gpg at hand, although a newer one, or another vault, was here before.'
  static override description =
    'Every command refuses a secrets.gpg that is older than one it has seen, or that is another vault, unless git brought it: somebody may have put it there. Look with git log why it is; if it is meant, this makes it the newest.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --yes']

  async run(): Promise<void> {
    const { flags } = await this.parse(SecretsAcceptCommand)
    const { vault, prompter } = await this.equip(flags)
    const message = 'Go on from this secrets.gpg, whatever was here before?'
    const agreed = await prompter.ask({ kind: 'confirm', message, default: false, flag: '--yes' })
    if (agreed !== true) return this.note('Nothing was done.')
    await (await vault()).acceptPresent()
    this.show(flags, { accepted: true }, () => ['accepted secrets.gpg as it is'])
  }
}
