import { latestDepartures } from '../document/departures.ts'
import type { VaultDocument } from '../document/vault-document.ts'
import type { SignatureFound } from '../pgp/check-signature.ts'
import { SecretsError } from '../secrets-error.ts'
import type { ApprovalRequest } from '../vault.ts'
import type { FileHistory } from './git-history.ts'
import { isOlderBranch, isReplaced, judgeOrigin, type NewSigner, newerVersions } from './judge-vault.ts'
import { gitObjectIds, type KnownVault, type VaultMemory, wasSeen } from './vault-memory.ts'

/** What trust is judged with. */
export interface TrustPorts {
  readonly memory: VaultMemory
  readonly history: FileHistory
  readonly trustedSigners: readonly string[]
  readonly approve: ((request: ApprovalRequest) => Promise<boolean>) | undefined
}

/** A version to judge. */
export interface VersionAtHand {
  readonly file: string
  readonly bytes: Uint8Array
  readonly document: VaultDocument
  readonly signature: SignatureFound
  readonly keyIds: readonly string[]
  /** Digest of the packets that carry the session key. */
  readonly envelope: string
}

/** A version that need not be in any place. */
export type VersionAnywhere = Omit<VersionAtHand, 'file'> & { readonly file: string | undefined }

/**
 * Whether the version comes from somebody known.
 *
 * @param beside A version that is trusted already: a machine that never read the vault knows its recipients from there
 * @throws {SecretsError} `VAULT_UNSIGNED`, `VAULT_FORGED`, `RECIPIENT_INJECTED`, `SIGNER_UNKNOWN`
 */
export async function assertKnownOrigin(
  ports: TrustPorts,
  version: VersionAnywhere,
  beside?: VaultDocument,
): Promise<void> {
  const here = version.document.meta === undefined ? await vaultsOf(ports, version.file) : []
  const known = withBeside(await ports.memory.of(version.document.meta?.vault), { document: version.document, beside })
  const signer = judgeOrigin({ ...version, here, known, trustedSigners: ports.trustedSigners })
  if (signer === undefined || isAccepted(ports, { version, known })) return
  if (!(await ports.approve?.({ kind: 'signer', ...signer }))) throw unknownSigner(signer)
}

function withBeside(
  known: KnownVault | undefined,
  { document, beside }: { readonly document: VaultDocument; readonly beside: VaultDocument | undefined },
): KnownVault | undefined {
  if (beside?.meta === undefined || beside.meta.vault !== document.meta?.vault) return known
  const { vault, recipients, departures } = beside.meta
  const signers = known?.signers ?? recipients.map(({ fingerprint }) => fingerprint)
  return { vault, signers, seen: known?.seen ?? [], departures: latestDepartures(known?.departures, departures) }
}

/** What was accepted here before stays so, though its writer has left since. */
function isAccepted(
  { trustedSigners }: TrustPorts,
  { version, known }: { version: VersionAnywhere; known: KnownVault | undefined },
) {
  return trustedSigners.length === 0 && wasSeen(version.bytes, known)
}

/**
 * Why this version should not be in this place, if so: another vault was there before, or a newer version was seen
 * and git cannot be the reason.
 */
export async function findMisplaced(
  { memory, history }: TrustPorts,
  { file, bytes, document }: VersionAtHand,
): Promise<SecretsError | undefined> {
  if (await isAnother(memory, { file, document })) return replaced(file)
  const newer = newerVersions(document, await memory.of(document.meta?.vault))
  if (newer.length === 0) return undefined
  return isOlderBranch(await history.versions(file), { ids: gitObjectIds(bytes), newer }) ? undefined : rolledBack(file)
}

/** Every vault that was accepted in this place, or in another clone of it. */
async function vaultsOf({ memory }: TrustPorts, file: string | undefined): Promise<readonly string[]> {
  return file === undefined ? [] : [...(await memory.at(file)), ...(await memory.inClones(file))]
}

/** A path that is new to this machine is judged by the other clones: the vault does not change with the folder. */
async function isAnother(
  memory: VaultMemory,
  { file, document }: Pick<VersionAtHand, 'file' | 'document'>,
): Promise<boolean> {
  const here = await memory.at(file)
  if (document.meta === undefined || here.includes(document.meta.vault)) return false
  return isReplaced(document, [...here, ...(await memory.inClones(file))])
}

/** Keeps what was seen, for the next time. */
export async function rememberVersion(
  { memory }: Pick<TrustPorts, 'memory'>,
  { file, bytes, document }: Omit<VersionAtHand, 'signature' | 'keyIds' | 'envelope'>,
): Promise<void> {
  if (document.meta === undefined) return
  const { vault, generation, recipients, departures = [] } = document.meta
  const signers = recipients.map(({ fingerprint }) => fingerprint)
  await memory.remember(file, { vault, signers, departures, version: { generation, ids: gitObjectIds(bytes) } })
}

function rolledBack(file: string): SecretsError {
  const message = 'the vault is older than the one that was here before, and git did not bring it'
  return new SecretsError('VAULT_ROLLED_BACK', message, {
    hint: 'restore the newest secrets.gpg from git; if the old one is meant: meshroom secrets accept',
    file,
  })
}

function replaced(file: string): SecretsError {
  return new SecretsError('VAULT_REPLACED', 'this is another vault than the one that was here before', {
    hint: 'restore secrets.gpg from git, and see who changed it; if it was made anew: meshroom secrets accept',
    file,
  })
}

function unknownSigner({ fingerprint, name, isDeparted }: NewSigner): SecretsError {
  const why = isDeparted ? 'whose access was taken' : 'who was none of its recipients before'
  return new SecretsError('SIGNER_UNKNOWN', `the vault was written by ${name || fingerprint}, ${why}`, {
    hint: isDeparted ? AFTER_DEPARTURE : AFTER_UNKNOWN,
    data: { fingerprint, name },
  })
}

const AFTER_UNKNOWN =
  'ask a recipient you know whether that is right, then run it on a terminal, or add the fingerprint to MESHROOM_VAULT_SIGNERS'

const AFTER_DEPARTURE =
  'see what it replaced: git log -- secrets.gpg; bring that back: git checkout COMMIT -- secrets.gpg; if this one is meant, run it on a terminal, which asks, or add the fingerprint to MESHROOM_VAULT_SIGNERS'
