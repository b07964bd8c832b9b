import { randomBytes, randomUUID } from 'node:crypto'
import { fileDigest } from './agent/session-key-cache.ts'
import { departuresAfter, latestDepartures } from './document/departures.ts'
import type { VaultContent } from './document/edit-document.ts'
import { serializeDocument } from './document/serialize-document.ts'
import type { Departure, PinnedRecipient, VaultDocument, VersionId } from './document/vault-document.ts'
import { type Envelope, encryptVault, sealSessionKey } from './pgp/encrypt-vault.ts'
import { envelopeDigest } from './pgp/envelope-bytes.ts'
import type { Identity } from './pgp/identity.ts'
import { decryptWithKey, type OpenedVault, type VaultPorts } from './read-vault.ts'
import { resolveRecipients } from './recipients/resolve-recipients.ts'
import { SecretsError } from './secrets-error.ts'

/** What to seal. */
export interface Sealing {
  readonly content: VaultContent
  /** What it follows on. */
  readonly current: OpenedVault | undefined
  readonly signer: Identity
  /** Recipients to add, whom a person has just approved. */
  readonly approved?: readonly PinnedRecipient[]
  readonly generation: number
  /** Versions that a merge made one of. */
  readonly mergeOf?: readonly VersionId[]
  /** What the other side of a merge knows of who was removed. */
  readonly departures?: readonly Departure[]
}

/**
 * Signs and encrypts content for its recipients, and opens the result again to see that it is right.
 *
 * @throws {SecretsError} `RECIPIENT_MISSING`, `RECIPIENT_EXPIRED`, `RECIPIENT_REVOKED`, `RECIPIENT_UNUSABLE`,
 *   `KEY_UNUSABLE`, and what unlocking throws
 */
export async function sealVault(ports: VaultPorts, sealing: Sealing): Promise<OpenedVault> {
  const date = ports.clock()
  const { content, signer } = sealing
  const { keys, pinned } = await resolveRecipients(ports, { ...sealing, pinned: content.recipients })
  const envelope = await sealSessionKey(keys, date)
  const known = (await ports.memory.of(sealing.current?.document.meta?.vault))?.departures ?? []
  const document = nextDocument({ ...sealing, pinned, envelope, date, known })
  const bytes = await encryptVault({ payload: serializeDocument(document), envelope, signer, date })
  return verifySealed(ports, bytes, { envelope, signer })
}

/** With the signer's own key, not the session key at hand: the file has to open for who comes with a key alone. */
async function verifySealed(
  ports: VaultPorts,
  bytes: Uint8Array,
  { envelope, signer }: { envelope: Envelope; signer: Identity },
): Promise<OpenedVault> {
  const { signature, envelope: found, ...opened } = await decryptWithKey(ports, bytes)
  const isSigned = signature.status === 'good' && signature.fingerprint === signer.fingerprint
  if (isSigned && found === envelopeDigest(envelope.bytes)) {
    await ports.sessionKeys.put(fileDigest(bytes), envelope.sessionKey)
    return { ...opened, identity: signer }
  }
  throw new SecretsError('KEY_UNUSABLE', 'what the key signed does not verify, so nothing was written', {
    hint: 'see whether the key may sign: `meshroom secrets doctor`',
    data: { status: signature.status },
  })
}

interface NextDocument extends Sealing {
  readonly pinned: readonly PinnedRecipient[]
  readonly envelope: Envelope
  readonly date: Date
  /** Who was removed, as this machine knows. */
  readonly known: readonly Departure[]
}

function nextDocument(next: NextDocument): VaultDocument {
  const { content, current, signer, pinned, envelope, date } = next
  const { conflicts: _settled, mergeOf: _before, departures: _known, ...meta } = current?.document.meta ?? NOTHING
  const departures = departuresOf(next)
  const hasConflicts = Object.keys(content.conflicts).length > 0
  return {
    values: content.values,
    meta: {
      vault: randomUUID(),
      digestKey: randomBytes(32).toString('base64'),
      ...meta,
      version: 1,
      generation: next.generation,
      updatedAt: date.toISOString(),
      updatedBy: signer.fingerprint,
      recipients: pinned,
      encryptedFor: envelope.keyIds,
      envelope: envelopeDigest(envelope.bytes),
      entries: content.entries,
      ...(hasConflicts && { conflicts: content.conflicts }),
      ...(next.mergeOf !== undefined && { mergeOf: next.mergeOf }),
      ...(departures.length > 0 && { departures }),
    },
  }
}

/** Whom a person has just approved, and whom an edit admits, is back. */
function departuresOf({ content, current, pinned, generation, known, ...more }: NextDocument): Departure[] {
  const before = current?.document.meta
  const approved = (more.approved ?? []).map(({ fingerprint }) => fingerprint)
  return departuresAfter({
    departures: latestDepartures(before?.departures, more.departures),
    known,
    before: before?.recipients ?? [],
    after: pinned,
    admitted: [...approved, ...(content.admitted ?? [])],
    generation,
  })
}

const NOTHING = { conflicts: undefined, mergeOf: undefined, departures: undefined }
