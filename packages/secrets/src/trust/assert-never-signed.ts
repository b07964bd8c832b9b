import type { VaultDocument } from '../document/vault-document.ts'
import { SecretsError } from '../secrets-error.ts'
import type { FileHistory } from './git-history.ts'
import { FROM_BEFORE } from './judge-vault.ts'
import { GitCutOffError } from './run-git.ts'

/** How a version is opened that need not be in the file. */
export type OpenVersion = (bytes: Uint8Array) => Promise<{ readonly document: VaultDocument }>

/**
 * Content without a signature is the Python tool's only where git has no signed version of the file: a clone that never read the vault
 * knows nothing of it otherwise.
 *
 * @throws {SecretsError} `VAULT_UNSIGNED`
 */
export async function assertNeverSigned(file: string, history: FileHistory, open: OpenVersion): Promise<void> {
  try {
    for await (const bytes of history.contents?.(file) ?? []) if (await wasSigned(bytes, open)) throw signedBefore(file)
  } catch (cause) {
    throw cause instanceof GitCutOffError ? unknownHistory(file, cause) : cause
  }
}

function signedBefore(file: string): SecretsError {
  const message =
    'the vault has no signature, and git has versions of it that have one: anybody may have written this one'
  const signed = 'bring a signed one back: git checkout COMMIT -- secrets.gpg'
  return new SecretsError('VAULT_UNSIGNED', message, {
    hint: `see who changed it: git log -- secrets.gpg; ${signed}; ${FROM_BEFORE}`,
    file,
  })
}

/** Whoever makes the history too long to be read must not gain by it. */
function unknownHistory(file: string, cause: GitCutOffError): SecretsError {
  const message = 'the vault has no signature, and git did not say in time whether it ever had one'
  return new SecretsError('VAULT_UNSIGNED', message, {
    hint: 'make git quicker: git commit-graph write --reachable --changed-paths; and see who changed it: git log -- secrets.gpg',
    file,
    cause,
  })
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
