import { stripVTControlCharacters } from 'node:util'

/** Every control character but tab and newline. */
const CONTROL = /[^\P{Cc}\t\n]/gu

/** What ends a line or turns the direction of writing without being seen. */
const TURNING = /[\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/** Longer escape sequences are not waited for. */
const LONGEST_ESCAPE = 256

/** Text of a hook as a terminal may show it: without escape sequences and control characters; tabs and newlines stay. */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text.replaceAll('\r\n', '\n')).replace(CONTROL, '').replace(TURNING, '')
}

/** {@link cleanText} for a text in pieces. */
export interface CleaningStream {
  /** @returns all but an end that may belong to an escape sequence, which is held back until more is there */
  push(piece: string): string
  /** The rest, as the text has ended. */
  flush(): string
}

export function cleaningStream(): CleaningStream {
  let held = ''
  return {
    push(piece) {
      const text = held + piece
      const open = openEscape(text)
      held = text.slice(open)
      return cleanText(text.slice(0, open))
    },
    flush() {
      const rest = cleanText(held)
      held = ''
      return rest
    },
  }
}

/** Where the first escape sequence may begin that goes on behind the end, which a control character does; the text's length where none is near. */
function openEscape(text: string): number {
  const end = Math.max(0, text.length - LONGEST_ESCAPE)
  const at = text.slice(end).search(CONTROL)
  return at === -1 ? text.length : end + at
}
