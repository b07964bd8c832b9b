import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stampFile } from './file-stamp.ts'

const identities = new Map<string, string>()

/**
 * Tells a reader of files from every other: another version, installation or build of it may read the same file differently. Where sources
 * run, each of them counts.
 *
 * @param module URL of the reader's module, in a folder of its package's `src` or anywhere in what was built
 */
export function identifyReader(module: string): string {
  const known = identities.get(module)
  if (known !== undefined) return known
  const identity = describeReader(fileURLToPath(module))
  identities.set(module, identity)
  return identity
}

function describeReader(file: string): string {
  if (!file.endsWith('.ts')) return `${file} ${stampFile(file)?.text}`
  const sources = dirname(dirname(file))
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).sort()
  return files.map((each) => `${each} ${stampFile(join(sources, each))?.text}`).join('\n')
}
