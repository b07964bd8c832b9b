import type { Diagnostic } from '@meshroom/model'
import { cleanText } from './clean-text.ts'
import { drawHint } from './draw-failure.ts'
import { drawPlace } from './draw-place.ts'
import type { Paint } from './paint.ts'

/** Every diagnostic with its place, related places and hint, and a last line that counts them. */
export function drawDiagnostics(diagnostics: readonly Diagnostic[], paint: Paint): string[] {
  if (diagnostics.length === 0) return []
  return [...diagnostics.flatMap((diagnostic) => drawDiagnostic(diagnostic, paint)), countDiagnostics(diagnostics)]
}

function drawDiagnostic(diagnostic: Diagnostic, paint: Paint): string[] {
  const severity = paint(diagnostic.severity === 'error' ? ['bold', 'red'] : ['bold', 'yellow'], diagnostic.severity)
  const related = (diagnostic.related ?? []).map((other) => `  ${drawPlace(other, paint)} ${cleanText(other.message)}`)
  return [
    `${drawPlace(diagnostic, paint)} ${severity} ${paint('dim', diagnostic.code)} ${cleanText(diagnostic.message)}`,
    ...related,
    ...drawHint(diagnostic.hint, paint),
  ]
}

/** `2 errors, 1 warning` */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const parts = [plural(errors, 'error'), plural(diagnostics.length - errors, 'warning')]
  return parts.filter((part) => !part.startsWith('0 ')).join(', ')
}

/** `1 plug`, `2 plugs` */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** One line for commands that can do without what could not be read. */
export function drawUnreadable(diagnostics: readonly Diagnostic[], paint: Paint): string[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (first === undefined) return []
  const more = errors.length > 1 ? `, and ${plural(errors.length - 1, 'more problem')}` : ''
  return [
    `${paint('yellow', 'warning')} ${drawPlace(first, paint)} ${cleanText(first.message)}${more}`,
    ...drawHint('meshroom validate', paint),
  ]
}
