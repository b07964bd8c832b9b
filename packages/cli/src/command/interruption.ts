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
  return listen(notes).interruption
}

/** {@link interruption} for a part of what a command does: once the work is over, Ctrl-C ends the process again. */
export async function whileInterruptible<T>(
  notes: InterruptionNotes,
  work: (interruption: Interruption) => Promise<T>,
): Promise<T> {
  const { interruption, unlisten } = listen(notes)
  try {
    return await work(interruption)
  } finally {
    unlisten()
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function listen(notes: string | InterruptionNotes): { interruption: Interruption; unlisten: () => void } {
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
  for (const signal of signals) process.on(signal, onSignal)
  const unlisten = () => {
    for (const signal of signals) process.off(signal, onSignal)
  }
  return { interruption: { drain: drain.signal, stop: stop.signal }, unlisten }
}

function sayAll(lines: readonly string[]): void {
  lines.forEach(writeNote)
}

function exit(): never {
  process.exit(exitCodes.interrupted)
}
