import { dirname } from 'node:path'
import type { Prompter } from '@meshroom/engine'
import { openVault, passphraseFrom, type Vault, type VaultOptions } from '@meshroom/secrets'
import { askApproval } from '../ask/ask-approval.ts'
import { passphrasePrompt } from '../ask/ask-passphrase.ts'
import { gitIdentity } from './git-identity.ts'
import { agentOnDemand, isAgentOff } from './start-agent.ts'

export interface OpenVaultFileOptions {
  readonly file: string
  /** Asks the person; undefined where there is nobody to ask. */
  readonly prompter: Prompter | undefined
  readonly knownOwners?: VaultOptions['knownOwners']
}

/**
 * The vault of a file, with a terminal to ask on and the person's agent to spare the asking. What only a person can decide is an error
 * where there is none.
 */
export function openVaultFile({ file, prompter, knownOwners }: OpenVaultFileOptions): Vault {
  const prompt = prompter && passphrasePrompt(prompter)
  return openVault({
    file,
    identity: () => gitIdentity(dirname(file)),
    passphrase: passphraseFrom(prompt ? { prompt: prompt.ask } : {}),
    ...(!isAgentOff() && { sessionKeys: agentOnDemand({ mayStart: () => prompt?.wasTyped() ?? false }) }),
    ...(prompter && { approve: (request) => askApproval(request, prompter) }),
    ...(knownOwners && { knownOwners }),
  })
}
