import { join } from 'node:path'
import type { Prompter } from '@meshroom/engine'
import { loadProject } from '@meshroom/model'
import type { Vault } from '@meshroom/secrets'
import { askApproval } from '../ask/ask-approval.ts'
import { passphrasePrompt } from '../ask/ask-passphrase.ts'
import { secretOwners } from './secret-owners.ts'

export interface ProjectVaultOptions {
  /** The project's folder; its vault is `secrets.gpg`. */
  readonly root: string
  readonly prompter: Prompter
  /** Whether there is somebody to ask for a passphrase. */
  readonly interactive: boolean
}

/** A function that opens the project's vault with its first call. The library behind it is loaded here and nowhere else. */
export function projectVault(options: ProjectVaultOptions): () => Promise<Vault> {
  let opened: Promise<Vault> | undefined
  return () => {
    opened ??= open(options)
    return opened
  }
}

async function open({ root, prompter, interactive }: ProjectVaultOptions): Promise<Vault> {
  const { agentCache, openVault, passphraseFrom } = await import('@meshroom/secrets')
  return openVault({
    file: join(root, 'secrets.gpg'),
    passphrase: passphraseFrom(interactive ? { prompt: passphrasePrompt(prompter) } : {}),
    sessionKeys: agentCache(),
    approve: (request) => askApproval(request, prompter),
    knownOwners: async () => secretOwners(await loadProject(root)),
  })
}
