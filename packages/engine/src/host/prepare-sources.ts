import { stripTypes } from '../hooks/strip-types.ts'
import type { ProductSnapshot } from '../trust/read-snapshot.ts'
import type { WireSource, WireSources } from './protocol.ts'

/**
 * Makes the modules that a host runs out of the very bytes that were trusted: types are blanked here, so that nothing is read from the disk between
 * the question of trust and the run. Of packages, which may be large, digests alone are sent.
 */
export async function prepareSources({ contents, dependencies }: ProductSnapshot): Promise<WireSources> {
  const sources: Record<string, WireSource> = {}
  for (const [path, sha256] of dependencies) sources[path] = { sha256 }
  for (const [path, content] of contents) {
    const source = path.startsWith('templates/') ? undefined : await sourceOf(path, content)
    if (source !== undefined) sources[path] = source
  }
  return sources
}

async function sourceOf(path: string, content: Buffer): Promise<WireSource | undefined> {
  if (path.endsWith('.wasm')) return { format: 'wasm', bytes: content.toString('base64') }
  const [, kind = '', language] = /\.([mc]?)([jt])s$/.exec(path) ?? []
  if (language === undefined || /\.d\.[mc]?ts$/.test(path)) return undefined
  const format = kind === 'c' ? 'commonjs' : kind === 'm' || language === 't' ? 'module' : 'package'
  const text = content.toString('utf8')
  if (language === 'j') return { format, code: text }
  const stripped = await stripTypes(text)
  if ('code' in stripped) return { format, code: stripped.code }
  return { fault: `${path}:${stripped.line}:${stripped.column}: ${stripped.message}` }
}
