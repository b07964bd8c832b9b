import { type CachePlace, draftCacheFile, readCacheFile, readSigned, signText } from '@meshroom/model'
import type { HookSource, ParsedHookFile } from './parse-hook-file.ts'

interface Entry {
  /** The file's text and everything else that reading it depends on. */
  readonly key: string
  readonly parsed: ParsedHookFile
}

/** What was read from the files of one product. */
export interface DeclarationCache {
  /** What the file declared when it was last read, unless it has changed since. */
  get(source: HookSource): ParsedHookFile | undefined
  put(source: HookSource, parsed: ParsedHookFile): void
  /** Keeps what was asked for and nothing else; does nothing when that is what is there. */
  save(): void
}

/**
 * Opens the memory of a product's declarations, `.meshroom/cache/hooks/<product>.json`. It is only ever a shortcut: a file that this
 * person's Meshroom did not write counts as empty, a folder that cannot be written to is no error, and of two writers the last one wins.
 */
export function openDeclarationCache({
  root,
  product,
}: {
  readonly root: string
  readonly product: string
}): DeclarationCache {
  const place = { root, name: `hooks/${product}` }
  const before = readEntries(place)
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
    },
    save() {
      const same = used.size === before.size && [...used].every(([path, entry]) => before.get(path) === entry)
      if (!same) draftCacheFile(place)?.keep(signText(import.meta.url, JSON.stringify([...used])))
    },
  }
}

/** The text as it is: comparing it is as sure as a digest, and Node's crypto takes longer to load than a catalogue's hooks to read. */
function keyOf({ product, file, text, integration }: HookSource): string {
  const { target, topic, role, mode } = integration ?? {}
  return JSON.stringify([product, file, integration?.file, target, topic, role, mode, text])
}

function readEntries(place: CachePlace): Map<string, Entry> {
  const text = readSigned(import.meta.url, readCacheFile(place) ?? '')
  return new Map(text === undefined ? [] : (JSON.parse(text) as [string, Entry][]))
}
