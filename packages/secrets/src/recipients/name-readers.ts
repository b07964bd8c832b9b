import { hasKeyId, parsePublicKey } from '../pgp/public-key.ts'
import { proposedNames, type RecipientFolder, recipientFile } from './proposed-recipients.ts'

/**
 * User ids of those that a file is encrypted for, by the public keys in the recipients' folder, for a person who cannot open it to know whom to
 * ask; the id of the key where none is there. Nothing vouches for them.
 */
export async function nameReaders(folder: RecipientFolder, keyIds: readonly string[]): Promise<string[]> {
  const fingerprints = await proposedNames(folder, []).catch(() => [])
  const keys = await Promise.all(fingerprints.map((fingerprint) => readKey(folder, fingerprint)))
  return keyIds.map((id) => keys.find((key) => key && hasKeyId(key, id))?.getUserIDs()[0] || id)
}

async function readKey(folder: RecipientFolder, fingerprint: string) {
  const file = recipientFile(folder, fingerprint)
  try {
    return await parsePublicKey(new TextDecoder().decode(await folder.fs.read(file)), file)
  } catch {
    return undefined
  }
}
