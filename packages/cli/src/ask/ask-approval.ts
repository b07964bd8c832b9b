import type { Prompter } from '@meshroom/engine'
import { MeshroomError } from '@meshroom/model'
import type { ApprovalRequest } from '@meshroom/secrets'

/**
 * Asks whether a key that is new to this vault is to be trusted; where nobody can be asked the answer is no. It is a choice, not a
 * confirmation: `up --yes` agrees to a plan, not to whoever wrote the vault.
 */
export async function askApproval({ kind, name, fingerprint }: ApprovalRequest, prompter: Prompter): Promise<boolean> {
  const who = `${name} (${fingerprint})`
  const message =
    kind === 'signer'
      ? `The vault was written by ${who}, who had no access when it was last read here. Go on?`
      : `Give ${who} access to the secrets?`
  try {
    return (await prompter.ask({ kind: 'select', message, choices: ['no', 'yes'] })) === 'yes'
  } catch (error) {
    if (error instanceof MeshroomError && error.code === 'INPUT_REQUIRED') return false
    throw error
  }
}
