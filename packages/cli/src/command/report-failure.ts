import { drawFailure } from '../draw/draw-failure.ts'
import { paintFor } from '../draw/paint.ts'
import { exitCodeOf, exitCodes } from './exit-codes.ts'
import { toFailure } from './failure.ts'
import { wantsDebug, wantsJson } from './move-global-flags-back.ts'
import { writeNote, writeResult } from './output.ts'

/**
 * Shows what was thrown: on standard error for people, with `--json` as one line on standard output.
 *
 * @returns the exit code
 */
export function reportFailure(error: unknown, argv: readonly string[]): number {
  const failure = toFailure(error)
  if (failure === undefined) return oclifExit(error) ?? exitCodes.done
  if (wantsJson(argv)) writeResult(JSON.stringify({ error: failure }))
  else for (const line of drawFailure(failure, paintFor(process.stderr))) writeNote(line)
  if (wantsDebug(argv)) writeStacks(error)
  return failure.code === 'USAGE' ? exitCodes.invalid : exitCodeOf(failure.code)
}

function writeStacks(error: unknown): void {
  for (let at = error; at instanceof Error; at = at.cause) writeNote(at.stack ?? String(at))
}

function oclifExit(error: unknown): number | undefined {
  return (error as { oclif?: { exit?: number } }).oclif?.exit
}
