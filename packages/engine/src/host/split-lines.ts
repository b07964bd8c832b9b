const NEWLINE = 0x0a

export interface SplitOptions {
  /** In bytes. */
  readonly longest: number
  readonly onLine: (line: string) => void
  /** Called once for each line that is too long, instead of `onLine`, with its beginning. */
  readonly onTooLong: (beginning: string) => void
}

/**
 * Cuts a stream of bytes into lines without ever holding more than one line of the longest length. Bytes are joined before they are
 * decoded, so that a character may lie across two chunks.
 *
 * @returns `push` takes a chunk, `flush` gives out what is left without a newline
 */
export function splitLines({ longest, onLine, onTooLong }: SplitOptions): {
  readonly push: (chunk: Uint8Array) => void
  readonly flush: () => void
} {
  let parts: Uint8Array[] = []
  let held = 0
  let skipping = false

  function take(part: Uint8Array): void {
    if (skipping) return
    parts.push(part)
    held += part.length
    if (held <= longest) return
    skipping = true
    onTooLong(release().slice(0, 1_000))
  }

  function release(): string {
    const line = Buffer.concat(parts).toString('utf8')
    parts = []
    held = 0
    return line
  }

  function endLine(): void {
    if (!skipping) onLine(release())
    skipping = false
  }

  return {
    push(chunk) {
      let from = 0
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
        take(chunk.subarray(from, at))
        endLine()
        from = at + 1
      }
      if (from < chunk.length) take(chunk.subarray(from))
    },
    flush() {
      if (held > 0) endLine()
    },
  }
}
