import { nextGeneration, signerFor } from './change-vault.ts'
import { mergeVaults, type SideBranches } from './document/merge-vaults.ts'
import { openBytes, type VaultPorts } from './read-vault.ts'
import { sealVault } from './seal-vault.ts'
import { SecretsError } from './secrets-error.ts'
import { isUnmerged } from './unmerged-file.ts'
import type { Side } from './vault.ts'

/** Versions of one file, as git has them. */
export interface FileVersions {
  /** What both follow on; undefined or empty where they have nothing in common. */
  readonly base?: Uint8Array
  readonly ours: Uint8Array
  readonly theirs: Uint8Array
  /** What git calls the two, for people who have to decide between them. */
  readonly branches?: SideBranches
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
  const ours = await openSide(ports, versions, 'ours')
  const theirs = await openSide(ports, versions, 'theirs')
  const base = hasBase(versions) ? await openBytes(ports, versions.base) : undefined
  assertSameVault(ours.document.meta?.vault, theirs.document.meta?.vault)
  const current = ours.document.meta === undefined ? theirs : ours
  const { content, generation, conflicts } = mergeVaults({
    base: base?.document,
    ours: ours.document,
    theirs: theirs.document,
    ...(versions.branches !== undefined && { branches: versions.branches }),
  })
  const { bytes } = await sealVault(ports, {
    content,
    generation: Math.max(generation, await nextGeneration(ports, current)),
    current,
    signer: await signerFor(ports, ours),
  })
  return { bytes, conflicts }
}

/** Without a version in common, one that cannot be opened is a vault that somebody else made, for themselves. */
async function openSide(ports: VaultPorts, versions: FileVersions, side: Side) {
  try {
    return await openBytes(ports, versions[side])
  } catch (cause) {
    if (!(cause instanceof SecretsError) || cause.code !== 'KEY_MISSING' || hasBase(versions)) throw cause
    throw mixed('the two sides are different vaults, and you cannot open one of them', { closed: side }, cause)
  }
}

/** One that git could not merge itself, where branches crossed, is none. */
function hasBase(versions: FileVersions): versions is FileVersions & { readonly base: Uint8Array } {
  return versions.base !== undefined && versions.base.length > 0 && !isUnmerged(versions.base)
}

function assertSameVault(ours: string | undefined, theirs: string | undefined): void {
  if (ours === undefined || theirs === undefined || ours === theirs) return
  throw mixed('the two sides are different vaults, not versions of one', { ours, theirs })
}

function mixed(message: string, data: Readonly<Record<string, string>>, cause?: unknown): SecretsError {
  return new SecretsError('VAULT_MIXED', message, {
    hint: 'meshroom secrets resolve --ours, or --theirs, takes one of them and keeps the other beside it',
    data,
    cause,
  })
}
