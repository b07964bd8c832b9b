import type { Acceptance } from '@meshroom/secrets'
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
    const acceptance = await (await vault()).acceptPresent()
    this.show(flags, acceptance, () => [saying(acceptance)])
  }
}

function saying({ accepted, written }: Acceptance): string {
  if (!accepted) return 'secrets.gpg was the one to go on from already'
  return written ? 'accepted secrets.gpg, and wrote it anew as the newest' : 'accepted secrets.gpg as it is'
}
