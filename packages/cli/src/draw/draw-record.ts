import type { JsonValue } from '@meshroom/hooks-sdk'
import { cleanLine } from './clean-text.ts'

/**
 * A record on one line: text as it is, anything else as JSON.
 *
 * @param forPeople Whether it goes to a terminal, where nothing in it may do more than be read.
 */
export function drawRecord(event: JsonValue, forPeople: boolean): string {
  const line = typeof event === 'string' ? event.replaceAll(/\r?\n/g, ' ') : JSON.stringify(event)
  return forPeople ? cleanLine(line) : line
}

/** What an action returned: text as it is, anything else as JSON over several lines. */
export function drawResult(result: JsonValue): string[] {
  if (result === null) return []
  const text = typeof result === 'string' ? result : JSON.stringify(result, null, 2)
  return text.split('\n').map((line) => line.trimEnd())
}
