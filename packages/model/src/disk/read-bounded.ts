import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'

export type FileContent =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large'; readonly size: number }
  | { readonly kind: 'unreadable'; readonly reason: string }

/** Reads a file unless it is larger than allowed; never throws. */
export function readBounded(path: string, maxBytes: number): FileContent {
  try {
    const file = openSync(path, 'r')
    try {
      const { size } = fstatSync(file)
      if (size > maxBytes) return { kind: 'too-large', size }
      return { kind: 'read', bytes: readFileSync(file) }
    } finally {
      closeSync(file)
    }
  } catch (error) {
    return {
      kind: 'unreadable',
      reason: error instanceof Error && 'code' in error ? String(error.code) : String(error),
    }
  }
}
