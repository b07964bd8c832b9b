import type { VaultDocument } from '../document/vault-document.ts'
import type { DecryptedVault } from '../pgp/decrypt-vault.ts'
import { SecretsError } from '../secrets-error.ts'

/**
 * Whether the content comes from a recipient that the vault itself names. Content without metadata may be unsigned:
 * the Python tool's is.
 *
 * @throws {SecretsError} `VAULT_UNSIGNED`, `VAULT_FORGED`
 */
export function checkOrigin(document: VaultDocument, signature: DecryptedVault['signature']): void {
  if (document.meta === undefined) return
  if (signature.status === 'none') throw unsigned()
  if (signature.status === 'bad') throw forged(`its signature is wrong: ${signature.reason}`)
  if (signature.status === 'unknown')
    throw forged(`it is signed by ${signature.keyId}, whose public key is not in recipients/`)
  const isRecipient = document.meta.recipients.some(({ fingerprint }) => fingerprint === signature.fingerprint)
  if (!isRecipient) throw forged(`it is signed by ${signature.fingerprint}, who is none of its recipients`)
}

function unsigned(): SecretsError {
  return new SecretsError('VAULT_UNSIGNED', 'the vault has no signature: anybody may have written it', {
    hint: 'restore secrets.gpg from git, and see who changed it',
  })
}

function forged(what: string): SecretsError {
  return new SecretsError('VAULT_FORGED', `the vault cannot be trusted: ${what}`, {
    hint: 'restore secrets.gpg from git, and see who changed it',
  })
}
