import { readFile } from 'node:fs/promises'
import { writeFileAtomic } from '../disk/write-file-atomic.ts'
import { parseManifest } from '../read/parse-manifest.ts'
import type { Edit } from './edit.ts'
import { editText, requireSound } from './edit-text.ts'

/**
 * Edits a manifest on disk, atomically; a file that the edits do not change is not written. Comments, order and style are kept.
 *
 * @param absoluteFile must exist
 * @returns true when the file was changed
 * @throws MeshroomError `MANIFEST_BROKEN` when the file is not sound YAML; it is left as it was
 * @example
 * await editManifest('/mesh/products/myedr/definition.yaml', [
 *   { path: ['produces', 'threats'], append: { format: 'stix', mode: 'pull' } },
 * ])
 */
export async function editManifest(absoluteFile: string, edits: readonly Edit[]): Promise<boolean> {
  const bytes = await readFile(absoluteFile)
  requireSound(parseManifest(absoluteFile, bytes))
  const before = bytes.toString('utf8')
  const after = editText(before, edits, absoluteFile)
  if (after === before) return false
  await writeFileAtomic(absoluteFile, after)
  return true
}
