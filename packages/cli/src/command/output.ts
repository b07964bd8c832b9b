const closed = new AbortController()

/** Aborted once nobody reads standard output any more (`meshroom watch … | head -1`). */
export const outputClosed: AbortSignal = closed.signal

/** A reader that goes away ends the output, never the work: a run in flight is carried to its end. */
export function surviveClosedPipes(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => onStreamError(error, () => closed.abort()))
  process.stderr.on('error', (error: NodeJS.ErrnoException) => onStreamError(error, () => {}))
}

function onStreamError(error: NodeJS.ErrnoException, onClosed: () => void): void {
  if (error.code !== 'EPIPE') throw error
  onClosed()
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
