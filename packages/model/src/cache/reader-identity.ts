import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stampFile } from './file-stamp.ts'

/**
 * Tells this reader of manifests from every other: another version, installation or build of it may read the same file differently. Where
 * the sources run, each of them counts.
 */
export function identifyReader(): string {
  identity ??= describeReader()
  return identity
}

let identity: string | undefined

function describeReader(): string {
  const own = fileURLToPath(import.meta.url)
  if (!own.endsWith('.ts')) return `${own} ${stampFile(own)?.text}`
  const sources = dirname(dirname(own))
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).sort()
  return files.map((file) => `${file} ${stampFile(join(sources, file))?.text}`).join('\n')
}
