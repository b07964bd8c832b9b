import { isDeparted, latestDepartures } from '../document/departures.ts'
import type { Departure, PinnedRecipient } from '../document/vault-document.ts'
import type { Identity } from '../pgp/identity.ts'
import type { OpenedVault, VaultPorts } from '../read-vault.ts'

/** A recipient that a merge left out. */
export interface LeftOut {
  readonly fingerprint: string
  readonly name: string
  /** He reads ours, and not, or no more, what it is merged with. */
  readonly isOurs?: true
}

/** Whom a merge would be encrypted for. */
export interface MergedAccess {
  readonly recipients: readonly PinnedRecipient[] | undefined
  /** Who need not be asked about. */
  readonly known: readonly PinnedRecipient[]
  /** Who merges. */
  readonly signer: Identity
  /** Versions that say who was removed. */
  readonly sides: readonly OpenedVault[]
}

/** What a person agreed to. */
export interface ConfirmedAccess {
  readonly content: {
    readonly recipients: readonly PinnedRecipient[] | undefined
    readonly admitted: readonly string[]
  }
  /** Whom nobody could be asked about. */
  readonly leftOut: readonly LeftOut[]
}

/**
 * A merge is no change that a person reads: whoever gets access by theirs alone is asked about, or left out, and so is who was removed
 * elsewhere and is a recipient still on an older branch.
 */
export async function confirmAccess(ports: VaultPorts, access: MergedAccess): Promise<ConfirmedAccess> {
  const { recipients, known, signer } = access
  const departures = await departuresOf(ports, access)
  const before = new Set([
    signer.fingerprint,
    ...known.map(({ fingerprint }) => fingerprint),
    ...(await ports.keys.identities()).map(({ fingerprint }) => fingerprint),
  ])
  const isNew = ({ fingerprint }: PinnedRecipient) => !before.has(fingerprint) || isDeparted(fingerprint, departures)
  const asked = (recipients ?? []).filter(isNew)
  const admitted = await approved(ports, { asked, departures })
  const isOut = (each: PinnedRecipient) => isNew(each) && !admitted.includes(each.fingerprint)
  return {
    content: { recipients: recipients?.filter((each) => !isOut(each)), admitted },
    leftOut: ports.approve === undefined ? asked.map(({ fingerprint, name }) => ({ fingerprint, name })) : [],
  }
}

async function departuresOf({ memory }: VaultPorts, { sides }: MergedAccess): Promise<Departure[]> {
  const metas = sides.flatMap(({ document }) => document.meta ?? [])
  const known = await Promise.all(metas.map(({ vault }) => memory.of(vault)))
  return latestDepartures(...[...metas, ...known].map((each) => each?.departures))
}

async function approved(
  { approve }: VaultPorts,
  { asked, departures }: { readonly asked: readonly PinnedRecipient[]; readonly departures: readonly Departure[] },
): Promise<string[]> {
  const agreed: string[] = []
  for (const { fingerprint, name } of asked) {
    const departed = isDeparted(fingerprint, departures) ? { isDeparted: true } : {}
    if (await approve?.({ kind: 'recipient', fingerprint, name, ...departed })) agreed.push(fingerprint)
  }
  return agreed
}
