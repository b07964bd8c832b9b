import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoreReader } from './follow-store.ts'

/** Reads a store's folder from the disk. */
export function diskStore(folder: string): StoreReader {
  return {
    async read(name, start, length) {
      const file = await open(join(folder, name)).catch(() => undefined)
      if (!file) return new Uint8Array()
      try {
        const there = Math.min(length, Math.max(0, (await file.stat()).size - start))
        const { buffer, bytesRead } = await file.read(Buffer.alloc(there), 0, there, start)
        return buffer.subarray(0, bytesRead)
      } finally {
        await file.close()
      }
    },
    names: () => readdir(folder).catch(() => []),
  }
}
