import { type CachePlace, draftCacheFile, readCacheFile, readSigned, signText } from '@meshroom/model'

interface Entry<Value> {
  readonly key: string
  readonly value: Value
}

/** What was read from the files of one product. */
export interface ProductCache<Value> {
  /** What was read from the file, unless the key by which it was put is another now. */
  get(file: string, key: string): Value | undefined
  put(file: string, key: string, value: Value): void
  /** Keeps what was asked for and nothing else; does nothing when that is what is there. */
  save(): void
}

/**
 * Opens a file below `.meshroom/cache/`. It is only ever a shortcut: a file that this person's Meshroom did not write counts as empty, a folder
 * that cannot be written to is no error, and of two writers the last one wins.
 *
 * @param place unset: only this command remembers
 */
export function openProductCache<Value>(place: CachePlace | undefined): ProductCache<Value> {
  const before = readEntries<Value>(place)
  const used = new Map<string, Entry<Value>>()
  return {
    get(file, key) {
      const entry = used.get(file) ?? before.get(file)
      if (entry?.key !== key) return undefined
      used.set(file, entry)
      return entry.value
    },
    put(file, key, value) {
      used.set(file, { key, value })
    },
    save() {
      const same = used.size === before.size && [...used].every(([path, entry]) => before.get(path) === entry)
      if (place !== undefined && !same)
        draftCacheFile(place)?.keep(signText(import.meta.url, JSON.stringify([...used])))
    },
  }
}

function readEntries<Value>(place: CachePlace | undefined): Map<string, Entry<Value>> {
  const text = place && readSigned(import.meta.url, readCacheFile(place) ?? '')
  return new Map(text === undefined ? [] : (JSON.parse(text) as [string, Entry<Value>][]))
}
