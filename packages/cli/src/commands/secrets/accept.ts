import type { Acceptance, PresentVault } from '@meshroom/secrets'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { cleanLine } from '../../draw/clean-text.ts'

export default class SecretsAcceptCommand extends MeshroomCommand {
  static override summary =
    'Go on from the secrets.gpg at hand, although a newer one, or another vault, was here before.'
  static override description =
    'Every command refuses a secrets.gpg that is older than one it has seen, or that is another vault, unless git brought it: somebody may have put it there. Look with git log why it is; if it is meant, this makes it the newest. Says for whom it is; whose access was taken since gets none by it unless you say so, and what they know is to be rotated.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --yes']

  async run(): Promise<void> {
    const { flags } = await this.parse(SecretsAcceptCommand)
    const { vault, prompter } = await this.equip(flags)
    let isDeclined = false
    const agree = async (present: PresentVault) => {
      const message = 'Go on from it?'
      for (const line of drawPresent(present)) this.note(line)
      isDeclined = (await prompter.ask({ kind: 'confirm', message, default: false, flag: '--yes' })) !== true
      return !isDeclined
    }
    const acceptance = await (await vault()).acceptPresent({ agree })
    if (isDeclined) return this.note('Nothing was done.')
    this.show(flags, acceptance, () => [saying(acceptance), ...sayingOfAccess(acceptance)])
  }
}

function drawPresent({ problem, readers }: PresentVault): string[] {
  const what = problem === 'VAULT_REPLACED' ? 'another vault than was here before' : 'older than what was here before'
  const who = readers.map(({ fingerprint, name }) => `  ${fingerprint} ${cleanLine(name)}`)
  return [`This secrets.gpg is ${what}. Those who can read it:`, ...who]
}

function sayingOfAccess({ leftOut = [], rotate = [] }: Acceptance): string[] {
  return [
    ...leftOut.map(
      ({ fingerprint, name }) =>
        `  ${fingerprint} ${cleanLine(name)} has no access: it was taken since; to give it: meshroom secrets recipients add FILE`,
    ),
    ...rotate.map((each) => `  replace ${each}`),
  ]
}

function saying({ accepted, written }: Acceptance): string {
  if (!accepted) return 'secrets.gpg was the one to go on from already'
  return written ? 'accepted secrets.gpg, and wrote it anew as the newest' : 'accepted secrets.gpg as it is'
}
