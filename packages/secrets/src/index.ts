export type { Acceptance, AcceptOptions, PresentVault } from './accept-present.ts'
export { agentCache, agentStatus, lockAgent, stopAgent } from './agent/agent-client.ts'
export { agentSocket } from './agent/agent-protocol.ts'
export { type Agent, type AgentOptions, serveAgent } from './agent/serve-agent.ts'
export type { SessionKeyCache } from './agent/session-key-cache.ts'
export { checkEntry } from './doctor/check-entry.ts'
export type { Finding } from './doctor/finding.ts'
export type { BlastRadius } from './document/blast-radius.ts'
export { describeCollision, describeSide } from './document/describe-conflict.ts'
export { type MergedVault, mergeVaults, type VaultVersions } from './document/merge-vaults.ts'
export type { VaultDocument } from './document/vault-document.ts'
export { describeOwner, entryName } from './entry-name.ts'
export type { Gpg, GpgResult } from './gpg/run-gpg.ts'
export { type ImportedSecrets, parseDotenv, parseSecretsJson } from './import/parse-secrets.ts'
export { defaultKeyDir } from './keys/key-folder.ts'
export { type KeyInfo, type Keys, type KeysOptions, openKeys } from './keys/open-keys.ts'
export { type PassphraseOptions, passphraseFrom } from './keys/passphrase-source.ts'
export type { FileVersions, MergedFiles } from './merge-files.ts'
export { openVault } from './open-vault.ts'
export type { LeftOut } from './recipients/confirm-access.ts'
export type { AddedRecipient, RecipientInfo, VaultRecipients } from './recipients/vault-recipients.ts'
export { SecretsError, type SecretsErrorCode, type SecretsErrorOptions } from './secrets-error.ts'
export type { FileSystem, OpenFile } from './storage/file-system.ts'
export type { FileHistory } from './trust/git-history.ts'
export { isUnmerged, leaveUnmerged } from './unmerged-file.ts'
export type {
  ApprovalRequest,
  ConflictSide,
  EntryInfo,
  EntryInput,
  KeyIdentity,
  PassphraseRequest,
  PassphraseSource,
  SecretOwner,
  Side,
  Vault,
  VaultOptions,
} from './vault.ts'
