import { open } from 'node:fs/promises'

export type FileContent =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large'; readonly size: number }
  | { readonly kind: 'unreadable'; readonly reason: string }

/** Reads a file unless it is larger than allowed; never throws. */
export async function readBounded(path: string, maxBytes: number): Promise<FileContent> {
  try {
    const file = await open(path, 'r')
    try {
      const { size } = await file.stat()
      if (size > maxBytes) return { kind: 'too-large', size }
      return { kind: 'read', bytes: await file.readFile() }
    } finally {
      await file.close()
    }
  } catch (error) {
    return {
      kind: 'unreadable',
      reason: error instanceof Error && 'code' in error ? String(error.code) : String(error),
    }
  }
}
