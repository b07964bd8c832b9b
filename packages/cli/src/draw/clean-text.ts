import { stripVTControlCharacters } from 'node:util'

/**
 * Text from a manifest or a tenant made safe to print: nothing in it can move the cursor, change colours or turn the direction of
 * writing. Line ends and tabs stay.
 */
export function cleanText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  return stripVTControlCharacters(text).replace(/[\p{Cc}\p{Bidi_Control}]/gu, (control) =>
    control === '\n' || control === '\t' ? control : '\ufffd',
  )
}

/** {@link cleanText} on one line. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim()
}
