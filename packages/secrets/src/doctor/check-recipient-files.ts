import type { PinnedRecipient } from '../document/vault-document.ts'
import { parsePublicKey } from '../pgp/public-key.ts'
import type { VaultPorts } from '../read-vault.ts'
import { recipientFile } from '../recipients/proposed-recipients.ts'
import { SecretsError } from '../secrets-error.ts'
import { orMissing } from '../storage/file-system.ts'
import { isUnmerged } from '../unmerged-file.ts'
import type { Finding } from './finding.ts'

/** Whether the file of each recipient holds that recipient's key: people import what lies there, and compare with it. */
export async function checkRecipientFiles(ports: VaultPorts, pinned: readonly PinnedRecipient[]): Promise<Finding[]> {
  const wrong = await Promise.all(pinned.map((recipient) => checkFile(ports, recipient)))
  return wrong.filter((finding) => finding !== undefined)
}

async function checkFile(ports: VaultPorts, { fingerprint, name }: PinnedRecipient): Promise<Finding | undefined> {
  const subject = recipientFile(ports, fingerprint)
  const bytes = await orMissing(ports.fs.read(subject))
  if (bytes === undefined || (await holdsKey(bytes, subject, fingerprint))) return undefined
  if (isUnmerged(bytes)) return unmerged(subject)
  const message = `${subject} does not hold the key of ${name || fingerprint}, which it is named after: somebody may have swapped it`
  const hint = `see who changed it: git log -- ${subject}; remove it, and the next change writes the right one`
  return { level: 'error', code: 'RECIPIENT_SWAPPED', subject, message, hint }
}

/** Two branches renewed the key: nobody swapped it. */
function unmerged(subject: string): Finding {
  const message = `git left both sides of ${subject} in it, with marks between them`
  const hint = `git checkout --ours -- ${subject}, and git add ${subject}; or remove it, and the next change writes the right one`
  return { level: 'error', code: 'RECIPIENT_UNMERGED', subject, message, hint }
}

async function holdsKey(bytes: Uint8Array, file: string, fingerprint: string): Promise<boolean> {
  try {
    return (await parsePublicKey(new TextDecoder().decode(bytes), file)).getFingerprint() === fingerprint
  } catch (error) {
    if (error instanceof SecretsError) return false
    throw error
  }
}
