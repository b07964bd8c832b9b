import type { VaultDocument } from '../document/vault-document.ts'
import { SecretsError } from '../secrets-error.ts'
import type { FileHistory } from './git-history.ts'

/** How a version is opened that need not be in the file. */
export type OpenVersion = (bytes: Uint8Array) => Promise<{ readonly document: VaultDocument }>

/**
 * Content without a signature is the Python tool's only where git has no signed version of the file: a clone that never read the vault
 * knows nothing of it otherwise.
 *
 * @throws {SecretsError} `VAULT_UNSIGNED`
 */
export async function assertNeverSigned(file: string, history: FileHistory, open: OpenVersion): Promise<void> {
  for await (const bytes of history.contents?.(file) ?? []) {
    if (!(await wasSigned(bytes, open))) continue
    const message =
      'the vault has no signature, and git has versions of it that have one: anybody may have written this one'
    throw new SecretsError('VAULT_UNSIGNED', message, {
      hint: 'see who changed it: git log -- secrets.gpg; bring a signed one back: git checkout COMMIT -- secrets.gpg',
      file,
    })
  }
}

/** One that cannot be opened says nothing. */
async function wasSigned(bytes: Uint8Array, open: OpenVersion): Promise<boolean> {
  try {
    return (await open(bytes)).document.meta !== undefined
  } catch (error) {
    if (error instanceof SecretsError) return false
    throw error
  }
}
