import type { Prompter } from '@meshroom/engine'
import type { ApprovalRequest } from '@meshroom/secrets'
import { cleanLine } from '../draw/clean-text.ts'

/** More than any name has: a longer one would push the question out of sight. */
const MAX_NAME = 80

/**
 * Asks whether a key that is new to this vault is to be trusted. It is a choice, not a confirmation: `up --yes` agrees to a plan, not to
 * whoever wrote the vault.
 */
export async function askApproval(request: ApprovalRequest, prompter: Prompter): Promise<boolean> {
  return (await prompter.ask({ kind: 'select', message: asking(request), choices: ['no', 'yes'] })) === 'yes'
}

/** The fingerprint comes first: whoever makes a key chooses the name, and may write into it what looks like the rest of the question. */
function asking({ kind, name, fingerprint, isDeparted = false }: ApprovalRequest): string {
  const who = `${fingerprint}, which says that it is of "${shown(name)}"`
  if (kind === 'recipient')
    return `Give access to the secrets to the key ${who}${isDeparted ? ', and whose access was taken' : ''}?`
  const before = isDeparted ? 'whose access was taken' : 'which had no access when it was last read here'
  return `The vault was written by the key ${who}, and ${before}. Go on?`
}

function shown(name: string): string {
  const characters = [...cleanLine(name).replaceAll('"', "'")]
  return characters.length > MAX_NAME ? `${characters.slice(0, MAX_NAME).join('')}…` : characters.join('')
}
