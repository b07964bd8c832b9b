import type { Hash } from 'node:crypto'

/** sha256 in hexadecimal of a text or of bytes. */
export function digestText(text: string | Uint8Array): string {
  return beginDigest().update(text).digest('hex')
}

/** A sha256 to be fed. Loading Node's crypto takes a third of what Node itself takes to start, so it waits for the first digest. */
export function beginDigest(): Hash {
  return process.getBuiltinModule('node:crypto').createHash('sha256')
}
