const closed = new AbortController()

/** Aborted once nobody reads standard output any more (`meshroom watch … | head -1`). */
export const outputClosed: AbortSignal = closed.signal

/** A reader that goes away, or a terminal that is closed, ends the output, never the work: a run in flight is carried to its end. */
export function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!isClosed(error, stream.isTTY)) throw error
      if (stream === process.stdout) closed.abort()
    })
}

/** A terminal that is gone says EIO; of a file that would be a failing disk. */
function isClosed({ code }: NodeJS.ErrnoException, isTerminal: boolean): boolean {
  return code === 'EPIPE' || (code === 'EIO' && isTerminal)
}

/** A result: standard output, one line. */
export function writeResult(line: string): void {
  if (!closed.signal.aborted) process.stdout.write(`${line}\n`)
}

/** A result as it is. */
export function writeBytes(bytes: Uint8Array): void {
  if (!closed.signal.aborted) process.stdout.write(bytes)
}

/** Everything else: standard error, one line. */
export function writeNote(line: string): void {
  process.stderr.write(`${line}\n`)
}
