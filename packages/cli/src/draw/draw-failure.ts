import type { Failure } from '../command/failure.ts'
import { cleanText } from './clean-text.ts'
import { drawPlace } from './draw-place.ts'
import { fromHere } from './next-command.ts'
import type { Paint } from './paint.ts'

/** An error for people: code and message, then its place and the next step, each on lines of their own. */
export function drawFailure(failure: Failure, paint: Paint): string[] {
  const head = `${paint(['bold', 'red'], 'error')} ${paint('dim', failure.code)} ${indentRest(cleanText(failure.message), 2)}`
  return [head, ...drawBelow(failure, paint)]
}

/** The place of an error and the next step, indented below its message. */
export function drawBelow({ file, hint, ...place }: Omit<Failure, 'code' | 'message'>, paint: Paint): string[] {
  const at = file === undefined ? [] : [`  at ${drawPlace({ ...place, file }, paint)}`]
  return [...at, ...drawHint(hint, paint)]
}

/** The next step, indented below what it belongs to. */
export function drawHint(hint: string | undefined, paint: Paint): string[] {
  if (hint === undefined || hint === '') return []
  return [`  ${paint('cyan', 'try:')} ${indentRest(cleanText(fromHere(hint)), 7)}`]
}

function indentRest(text: string, width: number): string {
  return text.trimEnd().replaceAll('\n', `\n${' '.repeat(width)}`)
}
