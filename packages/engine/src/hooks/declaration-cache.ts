import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '@meshroom/model'
import type { HookSource, ParsedHookFile } from './parse-hook-file.ts'

/** Changes whenever the same source would be read differently. */
const READER_VERSION = 1

interface Entry {
  /** Of the file's text and of everything else that reading it depends on. */
  readonly key: string
  readonly parsed: ParsedHookFile
}

/** What was read from the files of one product. */
export interface DeclarationCache {
  /** What the file declared when it was last read, unless it has changed since. */
  get(source: HookSource): ParsedHookFile | undefined
  put(source: HookSource, parsed: ParsedHookFile): ParsedHookFile
  /** Keeps what was asked for and nothing else; does nothing when that is what is there. */
  save(): Promise<void>
}

/**
 * Opens the memory of a product's declarations, `.meshroom/cache/hooks/<product>.json`. It is only ever a shortcut: a damaged file counts as
 * empty, a folder that cannot be written to is no error, and of two writers the last one wins.
 */
export async function openDeclarationCache(where: {
  readonly root: string
  readonly product: string
}): Promise<DeclarationCache> {
  const file = join(where.root, '.meshroom', 'cache', 'hooks', `${where.product}.json`)
  const before = await readEntries(file)
  const used = new Map<string, Entry>()
  return {
    get(source) {
      const entry = before.get(source.file)
      if (entry?.key !== keyOf(source)) return undefined
      used.set(source.file, entry)
      return entry.parsed
    },
    put(source, parsed) {
      used.set(source.file, { key: keyOf(source), parsed })
      return parsed
    },
    async save() {
      const same = used.size === before.size && [...used].every(([path, entry]) => before.get(path) === entry)
      if (!same) await writeEntries(file, used)
    },
  }
}

function keyOf({ product, file, text, integration }: HookSource): string {
  const { target, topic, role, mode } = integration ?? {}
  return sha256(JSON.stringify([READER_VERSION, product, file, integration?.file, target, topic, role, mode, text]))
}

/** The file holds the digest of its own content, so that half a write or a stray edit is never believed. */
async function readEntries(file: string): Promise<Map<string, Entry>> {
  try {
    const [digest, body = ''] = splitOnce(await readFile(file, 'utf8'), '\n')
    if (digest !== sha256(body)) return new Map()
    return new Map(JSON.parse(body) as [string, Entry][])
  } catch {
    return new Map()
  }
}

async function writeEntries(file: string, entries: ReadonlyMap<string, Entry>): Promise<void> {
  const body = JSON.stringify([...entries])
  await writeFileAtomic(file, `${sha256(body)}\n${body}`).catch(() => undefined)
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)]
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
