import { exitCodes } from './exit-codes.ts'
import { writeNote } from './output.ts'

/**
 * A signal for work that must not be cut in the middle. The first Ctrl-C aborts it, so that the step in flight can finish; the second ends
 * the process at once.
 *
 * @param note What is said at the first.
 */
export function interruption(note: string): AbortSignal {
  const controller = new AbortController()
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    writeNote(note)
    controller.abort()
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  return controller.signal
}
