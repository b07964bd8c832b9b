import { readFile } from 'node:fs/promises'
import { parseManifest } from '../read/parse-manifest.ts'
import { type IntentFile, readIntents } from '../read/read-intents.ts'

/**
 * Reads what a mesh is meant to do, from a YAML or JSON file.
 *
 * @param file absolute
 * @param shown the name of the file in places and diagnostics
 * @returns what could be read, and every problem
 * @throws `ENOENT` and what else the disk says
 */
export async function readIntentFile(file: string, shown = file): Promise<IntentFile> {
  return readIntents(parseManifest(shown, await readFile(file)))
}
