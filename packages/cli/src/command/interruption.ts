import { exitCodes } from './exit-codes.ts'
import { writeNote } from './output.ts'

/** What Ctrl-C asks for. */
export interface Interruption {
  /** Aborted by the first: what is in flight may finish, nothing else starts. */
  readonly drain: AbortSignal
  /** Aborted by the second: what is in flight is cancelled. */
  readonly stop: AbortSignal
}

/** How long after the second Ctrl-C the process ends, whatever does not let go. */
const graceMs = 1000

/**
 * Listens for Ctrl-C, for work that must not be cut in the middle. The third ends the process on the spot.
 *
 * @param note What is said at the first.
 */
export function interruption(note: string): Interruption {
  const drain = new AbortController()
  const stop = new AbortController()
  const onSignal = (): void => {
    if (stop.signal.aborted) exit()
    if (drain.signal.aborted) {
      stop.abort()
      setTimeout(exit, graceMs)
    } else {
      writeNote(note)
      drain.abort()
    }
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onSignal)
  return { drain: drain.signal, stop: stop.signal }
}

function exit(): never {
  process.exit(exitCodes.interrupted)
}
