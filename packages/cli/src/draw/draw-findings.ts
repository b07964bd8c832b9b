import type { Finding } from '../doctor/examine.ts'
import { cleanLine } from './clean-text.ts'
import { drawHint } from './draw-failure.ts'
import type { Paint } from './paint.ts'

const marks = { ok: ['green', '✓'], warning: ['yellow', '!'], error: ['red', '✗'] } as const

/** A line for each finding, and the next step below it. */
export function drawFindings(findings: readonly Finding[], paint: Paint): string[] {
  return findings.flatMap(({ check, status, detail, hint }) => {
    const [style, mark] = marks[status]
    return [`${paint(style, mark)} ${check.padEnd(8)} ${cleanLine(detail)}`, ...drawHint(hint, paint)]
  })
}
