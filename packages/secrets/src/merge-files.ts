import { signerFor } from './change-vault.ts'
import { mergeVaults } from './document/merge-vaults.ts'
import { openBytes, type VaultPorts } from './read-vault.ts'
import { sealVault } from './seal-vault.ts'
import { SecretsError } from './secrets-error.ts'

/** Versions of one file, as git has them. */
export interface FileVersions {
  readonly base?: Uint8Array
  readonly ours: Uint8Array
  readonly theirs: Uint8Array
}

/**
 * Merges two versions of a vault's file, without writing anything.
 *
 * @throws {SecretsError} what reading throws; `VAULT_MIXED` when they are different vaults
 */
export async function mergeFiles(
  ports: VaultPorts,
  versions: FileVersions,
): Promise<{ bytes: Uint8Array; conflicts: readonly string[] }> {
  const ours = await openBytes(ports, versions.ours)
  const theirs = await openBytes(ports, versions.theirs)
  const hasBase = versions.base !== undefined && versions.base.length > 0
  const base = hasBase && versions.base !== undefined ? await openBytes(ports, versions.base) : undefined
  assertSameVault(ours.document.meta?.vault, theirs.document.meta?.vault)
  const current = ours.document.meta === undefined ? theirs : ours
  const { content, generation, conflicts } = mergeVaults({
    base: base?.document,
    ours: ours.document,
    theirs: theirs.document,
  })
  const { bytes } = await sealVault(ports, { content, generation, current, signer: await signerFor(ports, ours) })
  return { bytes, conflicts }
}

function assertSameVault(ours: string | undefined, theirs: string | undefined): void {
  if (ours === undefined || theirs === undefined || ours === theirs) return
  throw new SecretsError('VAULT_MIXED', 'the two sides are different vaults, not versions of one', {
    hint: 'keep one of the files with git checkout --ours or --theirs, and set what is missing in it',
    data: { ours, theirs },
  })
}
