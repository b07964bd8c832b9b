import { stripVTControlCharacters } from 'node:util'

/** Every control character but tab and newline. */
const CONTROL = /[^\P{Cc}\t\n]/gu

/** What ends a line or turns the direction of writing without being seen. */
const TURNING = /[\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/** Text of a hook as a terminal may show it: without escape sequences and control characters; tabs and newlines stay. */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text.replaceAll('\r\n', '\n')).replace(CONTROL, '').replace(TURNING, '')
}
