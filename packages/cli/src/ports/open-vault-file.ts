import type { Prompter } from '@meshroom/engine'
import { openVault, type PassphraseSource, passphraseFrom, type Vault, type VaultOptions } from '@meshroom/secrets'
import { askApproval } from '../ask/ask-approval.ts'
import { type PassphrasePrompt, passphrasePrompt } from '../ask/ask-passphrase.ts'
import { agentOnDemand, isAgentOff } from './start-agent.ts'

export interface OpenVaultFileOptions {
  readonly file: string
  readonly prompter: Prompter
  /** Whether there is somebody to ask. */
  readonly interactive: boolean
  readonly knownOwners?: VaultOptions['knownOwners']
}

/**
 * The vault of a file, with this terminal to ask on and the person's agent to spare the asking. What only a person can decide is an error
 * where there is none.
 */
export function openVaultFile({ file, prompter, interactive, knownOwners }: OpenVaultFileOptions): Vault {
  const prompt = passphrasePrompt(prompter)
  return openVault({
    file,
    passphrase: passphraseSource(prompt, interactive),
    ...(!isAgentOff() && { sessionKeys: agentOnDemand({ mayStart: () => interactive && prompt.wasTyped() }) }),
    ...(interactive && { approve: (request) => askApproval(request, prompter) }),
    ...(knownOwners && { knownOwners }),
  })
}

/** The variables, else the prompt where there is somebody to answer it. */
export function passphraseSource(prompt: PassphrasePrompt, interactive: boolean): PassphraseSource {
  return passphraseFrom(interactive ? { prompt: prompt.ask } : {})
}
