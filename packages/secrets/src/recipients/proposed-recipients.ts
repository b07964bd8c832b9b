import { join } from 'node:path'
import type { Key } from 'openpgp'
import type { PinnedRecipient } from '../document/vault-document.ts'
import { findPublicKey } from '../gpg/gpg-identity.ts'
import type { Identity } from '../pgp/identity.ts'
import { hasKeyId, parsePublicKey, pinRecipient } from '../pgp/public-key.ts'
import type { OpenedVault, VaultPorts } from '../read-vault.ts'
import { SecretsError } from '../secrets-error.ts'
import { orMissing } from '../storage/file-system.ts'

/** The recipients' folder. */
export type RecipientFolder = Pick<VaultPorts, 'fs' | 'recipientsDir'>

/** Where a recipient's public key is, for people to see. */
export function recipientFile({ recipientsDir }: Pick<RecipientFolder, 'recipientsDir'>, fingerprint: string): string {
  return join(recipientsDir, `${fingerprint}.asc`)
}

/** Fingerprints of the keys in the folder that the vault does not pin, sorted. */
export async function proposedNames(
  { fs, recipientsDir }: RecipientFolder,
  pinned: readonly PinnedRecipient[],
): Promise<string[]> {
  const names = (await orMissing(fs.list(recipientsDir))) ?? []
  const fingerprints = names.flatMap((name) => /^([0-9a-f]{40,64})\.asc$/.exec(name)?.[1] ?? [])
  const known = new Set(pinned.map(({ fingerprint }) => fingerprint))
  return fingerprints.filter((each) => !known.has(each)).sort((a, b) => (a < b ? -1 : 1))
}

/**
 * Keys that somebody put into the folder get no access by that alone, whoever can push to the repository: a person is
 * asked. Gives back those who were approved.
 *
 * @throws {SecretsError} `RECIPIENT_UNKNOWN` when nobody can be asked
 */
export async function assertNothingProposed(
  ports: VaultPorts,
  { current, signer }: { current: OpenedVault | undefined; signer: Identity },
): Promise<PinnedRecipient[]> {
  const names = await proposedNames(ports, current?.document.meta?.recipients ?? [])
  const approved: PinnedRecipient[] = []
  for (const fingerprint of names.filter((each) => each !== signer.fingerprint)) {
    const file = recipientFile(ports, fingerprint)
    const key = await parsePublicKey(new TextDecoder().decode(await ports.fs.read(file)), file)
    if (await isOwnLegacy(ports, { current, key })) continue
    const name = key.getUserIDs()[0] ?? ''
    if (ports.approve === undefined) throw unknown({ fingerprint, name, file })
    if (await ports.approve({ kind: 'recipient', fingerprint: key.getFingerprint(), name }))
      approved.push(pinRecipient(key))
  }
  return approved
}

/**
 * A file of the Python tool is encrypted for the key already. Anybody can write such a file, for himself too, so it counts where the
 * person knows the key from elsewhere.
 */
async function isOwnLegacy(
  ports: VaultPorts,
  { current, key }: { readonly current: OpenedVault | undefined; readonly key: Key },
): Promise<boolean> {
  if (current === undefined || current.document.meta !== undefined) return false
  if (!current.keyIds.some((id) => hasKeyId(key, id))) return false
  const fingerprint = key.getFingerprint()
  const isOwn = (await ports.keys.identities()).some((each) => each.fingerprint === fingerprint)
  return isOwn || (await findPublicKey(ports.gpg, fingerprint))?.getFingerprint() === fingerprint
}

function unknown({ fingerprint, name, file }: { fingerprint: string; name: string; file: string }): SecretsError {
  return new SecretsError(
    'RECIPIENT_UNKNOWN',
    `${file} is the key of ${name || fingerprint}, who was never given access`,
    {
      hint: `\`meshroom secrets recipients add ${fingerprint}\` gives it; if nobody should have it, remove the file`,
      file,
      data: { fingerprint, name },
    },
  )
}
