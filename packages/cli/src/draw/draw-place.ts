import { cleanLine } from './clean-text.ts'
import type { Paint } from './paint.ts'

/** `file:line:column`, as editors and terminals make a link of it. */
export function drawPlace(
  place: { readonly file: string; readonly line?: number; readonly column?: number },
  paint: Paint,
): string {
  const { file, line, column } = place
  const position = [line, column].filter((part) => part !== undefined).map((part) => `:${part}`)
  return paint('bold', `${cleanLine(file)}${position.join('')}`)
}
