import type { Prompter } from '@meshroom/engine'
import type { ApprovalRequest } from '@meshroom/secrets'

/**
 * Asks whether a key that is new to this vault is to be trusted. It is a choice, not a confirmation: `up --yes` agrees to a plan, not to
 * whoever wrote the vault.
 */
export async function askApproval({ kind, name, fingerprint }: ApprovalRequest, prompter: Prompter): Promise<boolean> {
  const who = `${name} (${fingerprint})`
  const message =
    kind === 'signer'
      ? `The vault was written by ${who}, who had no access when it was last read here. Go on?`
      : `Give ${who} access to the secrets?`
  return (await prompter.ask({ kind: 'select', message, choices: ['no', 'yes'] })) === 'yes'
}
