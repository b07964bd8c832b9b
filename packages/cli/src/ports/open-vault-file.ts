import { dirname } from 'node:path'
import type { Prompter } from '@meshroom/engine'
import { defaultKeyDir, openVault, passphraseFrom, type Vault, type VaultOptions } from '@meshroom/secrets'
import { askApproval } from '../ask/ask-approval.ts'
import { passphrasePrompt } from '../ask/ask-passphrase.ts'
import { writeNote } from '../command/output.ts'
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
  const vault = openVault({
    file,
    identity: () => gitIdentity(dirname(file)),
    passphrase: passphraseFrom(prompt ? { prompt: prompt.ask } : {}),
    ...(!isAgentOff() && { sessionKeys: agentOnDemand({ mayStart: () => prompt?.wasTyped() ?? false }) }),
    ...(prompter && { approve: (request) => askApproval(request, prompter) }),
    ...(knownOwners && { knownOwners }),
  })
  return prompt ? withNoteOfFirstKey(vault, prompt.madeFirst) : vault
}

/** Says, once what a first key was made for is written, where the key lies and how to keep a copy. */
function withNoteOfFirstKey(vault: Vault, madeFirst: () => boolean): Vault {
  let isSaid = false
  const afterwards = <T>(result: T): T => {
    if (!isSaid && madeFirst()) firstKeyNote(defaultKeyDir(process.env)).forEach(writeNote)
    isSaid ||= madeFirst()
    return result
  }
  return {
    ...vault,
    set: async (entries) => afterwards(await vault.set(entries)),
    replace: async (entries, seen) => afterwards(await vault.replace(entries, seen)),
    setMissing: async (entries) => afterwards(await vault.setMissing(entries)),
    setFor: async (owner, values) => afterwards(await vault.setFor(owner, values)),
  }
}

function firstKeyNote(folder: string): string[] {
  return [
    `Your key lies in ${folder}. Without it and its passphrase your secrets cannot be read: keep a copy elsewhere, with`,
    '  meshroom secrets key export > FILE   (meshroom secrets key import FILE brings it back)',
  ]
}
