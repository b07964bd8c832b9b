import { createHash } from 'node:crypto'

/** sha256 in hexadecimal of a text. */
export function digestText(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
