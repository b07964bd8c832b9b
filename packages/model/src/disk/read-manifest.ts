import { readFile } from 'node:fs/promises'
import { requireSound } from '../edit/edit-text.ts'
import type { JsonObject } from '../json-value.ts'
import { parseManifest } from '../read/parse-manifest.ts'
import { toPlainMap } from '../yaml/located.ts'

/**
 * Reads a manifest as data, every key kept; an empty file is an empty mapping.
 *
 * @throws MeshroomError `MANIFEST_BROKEN` when the file is not sound YAML
 */
export async function readManifest(absoluteFile: string): Promise<JsonObject> {
  const source = parseManifest(absoluteFile, await readFile(absoluteFile))
  requireSound(source)
  return source.root.kind === 'map' ? toPlainMap(source.root) : {}
}
