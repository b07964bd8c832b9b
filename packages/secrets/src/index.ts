export { entryName } from './entry-name.ts'
export { type PassphraseOptions, passphraseFrom } from './keys/passphrase-source.ts'
export { openVault } from './open-vault.ts'
export { SecretsError, type SecretsErrorCode, type SecretsErrorOptions } from './secrets-error.ts'
export type { FileSystem, OpenFile } from './storage/file-system.ts'
export type {
  EntryInfo,
  EntryInput,
  PassphraseRequest,
  PassphraseSource,
  SecretOwner,
  Vault,
  VaultOptions,
} from './vault.ts'
