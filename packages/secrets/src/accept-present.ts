import { isDeparted } from './document/departures.ts'
import { contentOf, type Edit } from './document/edit-document.ts'
import { removeRecipient, rotationsDue } from './document/rotate-entries.ts'
import type { PinnedRecipient } from './document/vault-document.ts'
import type { VaultSession } from './open-vault.ts'
import { type OpenedVault, openBytes, type VaultPorts } from './read-vault.ts'
import type { LeftOut } from './recipients/confirm-access.ts'
import { recipientFile } from './recipients/proposed-recipients.ts'
import { SecretsError } from './secrets-error.ts'
import { orMissing } from './storage/file-system.ts'

/** What had to be done to go on from the vault at hand. */
export interface Acceptance {
  /** False: nothing was wrong with it, or the person does not want it. */
  readonly accepted: boolean
  /** The file was written anew, so that it is the newest for everybody. */
  readonly written: boolean
  /** Who could read it, and could not read the newest version seen: they have no access now. */
  readonly leftOut?: readonly LeftOut[]
  /** Names of what must be rotated, as they know it. */
  readonly rotate?: readonly string[]
}

/** The vault at hand, for a person to judge. */
export interface PresentVault {
  readonly problem: 'VAULT_REPLACED' | 'VAULT_ROLLED_BACK'
  /** Whom its writer says that it is for. */
  readonly readers: readonly { readonly fingerprint: string; readonly name: string }[]
}

export interface AcceptOptions {
  /** Asks the person, who has to see whose vault it is. Without it the answer is yes. */
  readonly agree?: (present: PresentVault) => Promise<boolean>
}

/**
 * Goes on from the vault at hand. Another vault is remembered as the one of this place; only one that is older than a
 * version seen before is written anew: without those whose access was taken since, unless the person gives it again.
 *
 * @throws {SecretsError} what reading and writing throw
 */
export async function acceptPresent(
  ports: VaultPorts,
  session: VaultSession,
  { agree = async () => true }: AcceptOptions = {},
): Promise<Acceptance> {
  const problem = await findMisplacement(session)
  if (problem === undefined) return { accepted: false, written: false }
  const present = await session.inTurn(async () => openBytes(ports, await ports.fs.read(ports.file)))
  const readers = (present.document.meta?.recipients ?? []).map(({ fingerprint, name }) => ({ fingerprint, name }))
  if (!(await agree({ problem, readers }))) return { accepted: false, written: false }
  const { admitted, out } = await judgeReaders(ports, present)
  await session.document({ acceptPresent: true })
  if ((await findMisplacement(session)) === undefined) return { accepted: true, written: false }
  await session.change(rewrite(out, admitted), { acceptPresent: true })
  for (const { fingerprint } of out) await orMissing(ports.fs.remove(recipientFile(ports, fingerprint)))
  const leftOut = out.map(({ fingerprint, name }) => ({ fingerprint, name }))
  const rotate = out.length === 0 ? [] : rotationsDue(await session.document())
  return { accepted: true, written: true, ...(out.length > 0 && { leftOut, rotate }) }
}

async function findMisplacement(session: VaultSession): Promise<PresentVault['problem'] | undefined> {
  try {
    await session.document()
    return undefined
  } catch (error) {
    if (error instanceof SecretsError && isMisplacement(error.code)) return error.code
    throw error
  }
}

/** What keeps somebody from going on with a vault that is sound in itself. */
function isMisplacement(code: string): code is PresentVault['problem'] {
  return code === 'VAULT_REPLACED' || code === 'VAULT_ROLLED_BACK'
}

/** Who could not read the newest version seen here would get access by an older one: a person says whether. */
async function judgeReaders(ports: VaultPorts, { document }: Pick<OpenedVault, 'document'>) {
  const known = await ports.memory.of(document.meta?.vault)
  const own = (await ports.keys.identities()).map(({ fingerprint }) => fingerprint)
  const admitted: string[] = []
  const out: PinnedRecipient[] = []
  for (const recipient of known === undefined ? [] : (document.meta?.recipients ?? [])) {
    const { fingerprint, name } = recipient
    const departed = isDeparted(fingerprint, known?.departures ?? [])
    if (own.includes(fingerprint) || (known?.signers.includes(fingerprint) && !departed)) continue
    const about = { kind: 'recipient', fingerprint, name, ...(departed && { isDeparted: true }) } as const
    if (await ports.approve?.(about)) admitted.push(fingerprint)
    else out.push(recipient)
  }
  return { admitted, out }
}

/** With it an older version becomes the newest, though nothing else in it changes. */
function rewrite(out: readonly PinnedRecipient[], admitted: readonly string[]): Edit {
  return (document, stamp) => {
    const removals = out.map((recipient) => removeRecipient(recipient))
    const after = removals.reduce((before, remove) => {
      const { values, entries, recipients = [] } = remove(before, stamp)
      return { values, meta: before.meta && { ...before.meta, entries, recipients } }
    }, document)
    return { ...contentOf(after), admitted, changed: [], isSame: false }
  }
}
