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
function identifyReader(module: string): string {
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

/** The text of a cache file, with a first line that says which reader wrote it. */
export function signText(module: string, text: string): string {
  return `${lineOf(module)}${text}`
}

/** What {@link signText} was given; undefined for a text of any other reader, whose format may be another. */
export function readSigned(module: string, text: string): string | undefined {
  const line = lineOf(module)
  return text.startsWith(line) ? text.slice(line.length) : undefined
}

function lineOf(module: string): string {
  return `${JSON.stringify(identifyReader(module))}\n`
}
