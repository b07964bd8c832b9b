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

export interface InterruptionNotes {
  /** Said at the first Ctrl-C. */
  readonly drain: string
  /** Lines said at the second, which cuts off what is in flight. */
  readonly stop?: () => readonly string[]
  /** Where they are said; on standard error unless given. Something that draws there must say them itself, or it wipes them out. */
  readonly say?: (lines: readonly string[]) => void
}

/** Listens for Ctrl-C, for work that must not be cut in the middle. The third ends the process on the spot. */
export function interruption(notes: string | InterruptionNotes): Interruption {
  const { drain: note, stop: cutOff, say = sayAll } = typeof notes === 'string' ? { drain: notes } : notes
  const drain = new AbortController()
  const stop = new AbortController()
  const onSignal = (): void => {
    if (stop.signal.aborted) exit()
    if (drain.signal.aborted) {
      say(cutOff?.() ?? [])
      stop.abort()
      setTimeout(exit, graceMs)
    } else {
      say([note])
      drain.abort()
    }
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onSignal)
  return { drain: drain.signal, stop: stop.signal }
}

function sayAll(lines: readonly string[]): void {
  lines.forEach(writeNote)
}

function exit(): never {
  process.exit(exitCodes.interrupted)
}
