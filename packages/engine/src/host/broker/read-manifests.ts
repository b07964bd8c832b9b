import type { ManifestFile } from '@meshroom/hooks-sdk'

/** How many files are read at once. */
const AT_ONCE = 32

/** Larger ones are no manifests. */
const LARGEST = 4 * 1024 * 1024

/**
 * Reads and parses YAML and JSON files, in the order asked. One that cannot be read or parsed says so and hides no other.
 *
 * @param read throws where the path is refused or there is no such file
 */
export async function readManifests(
  paths: readonly string[],
  read: (path: string) => Promise<Buffer>,
): Promise<readonly ManifestFile[]> {
  const { parse } = await import('yaml')
  const found: ManifestFile[] = []
  for (let start = 0; start < paths.length; start += AT_ONCE) {
    const slice = paths.slice(start, start + AT_ONCE)
    found.push(...(await Promise.all(slice.map((path) => readOne(path, { read, parse })))))
  }
  return found
}

interface Reader {
  readonly read: (path: string) => Promise<Buffer>
  readonly parse: (text: string) => unknown
}

async function readOne(path: string, { read, parse }: Reader): Promise<ManifestFile> {
  try {
    const bytes = await read(path)
    if (bytes.length > LARGEST) return { path, error: `has ${bytes.length} bytes, which is no manifest` }
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const data: unknown = path.endsWith('.json') ? JSON.parse(text) : parse(text)
    return { path, data: JSON.parse(JSON.stringify(data ?? null)) }
  } catch (error) {
    return { path, error: error instanceof Error ? firstLine(error.message) : String(error) }
  }
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? ''
}
