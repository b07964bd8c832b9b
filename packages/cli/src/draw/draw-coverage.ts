import type { CoverageRow } from '@meshroom/engine'
import { cleanLine } from './clean-text.ts'
import { drawPlug } from './draw-plug.ts'
import type { Paint } from './paint.ts'

/** Each intent with the ways that prove it, or refused; the diagnostics say why. */
export function drawCoverage(coverage: readonly CoverageRow[], paint: Paint): string[] {
  if (coverage.length === 0) return []
  const proved = coverage.filter(({ holds }) => holds).length
  return [...coverage.flatMap((row) => drawIntent(row, paint)), `${proved} of ${coverage.length} proved`]
}

function drawIntent({ title, holds, proofs }: CoverageRow, paint: Paint): string[] {
  const verdict = holds ? paint('green', 'proved') : paint('red', 'refused')
  const ways = holds ? proofs.map(({ path }) => `  ${cleanLine(path.map(drawPlug).join(', '))}`) : []
  return [`${verdict} ${cleanLine(title)}`, ...ways]
}
