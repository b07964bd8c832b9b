import { join } from 'node:path'
import type { Prompter } from '@meshroom/engine'
import { loadProject } from '@meshroom/model'
import type { Vault } from '@meshroom/secrets'
import { secretOwners } from './secret-owners.ts'

export interface ProjectVaultOptions {
  /** The project's folder; its vault is `secrets.gpg`. */
  readonly root: string
  readonly prompter: Prompter
  /** Whether there is somebody to ask. */
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
  const { openVaultFile } = await import('./open-vault-file.ts')
  const { configureGit } = await import('../git/configure-git.ts')
  await configureGit(root)
  return openVaultFile({
    file: join(root, 'secrets.gpg'),
    prompter: interactive ? prompter : undefined,
    knownOwners: async () => secretOwners(await loadProject(root, { cache: true })),
  })
}
