import type { ManifestFile } from '@meshroom/hooks-sdk'

/** How many files are read at once. */
const AT_ONCE = 32

/** Larger ones are no manifests; YAML takes a second for each megabyte. */
const LARGEST = { json: 4 * 1024 * 1024, yaml: 1024 * 1024 }

/**
 * Reads and parses YAML and JSON files, in the order asked. One that cannot be read or parsed says so and hides no other.
 *
 * @param read throws where the path is refused or there is no such file
 */
export async function readManifests(
  paths: readonly string[],
  read: (path: string) => Promise<Buffer>,
): Promise<readonly ManifestFile[]> {
  const parse = await yamlParser()
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
    const kind = path.endsWith('.json') ? 'json' : 'yaml'
    if (bytes.length > LARGEST[kind]) return { path, error: `has ${bytes.length} bytes, which is no manifest` }
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const data: unknown = kind === 'json' ? JSON.parse(text) : parse(text)
    return { path, data: JSON.parse(JSON.stringify(data ?? null)) }
  } catch (error) {
    return { path, error: error instanceof Error ? firstLine(error.message) : String(error) }
  }
}

/** The library compares each key of a map with each other, which takes minutes for some megabytes. */
async function yamlParser(): Promise<Reader['parse']> {
  const { isScalar, parseDocument, visit } = await import('yaml')
  return (text) => {
    const document = parseDocument(text, { uniqueKeys: false, logLevel: 'error' })
    for (const error of document.errors) throw error
    visit(document, {
      Map(_, { items }) {
        const keys = items.map(({ key }) => (isScalar(key) ? key.value : key))
        if (new Set(keys).size < keys.length) throw new Error('a map has one key twice')
      },
    })
    return document.toJS()
  }
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? ''
}
