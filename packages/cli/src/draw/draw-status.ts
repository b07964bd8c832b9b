import type { CheckedSide, StatusRow } from '@meshroom/engine'
import { cleanLine } from './clean-text.ts'
import { drawBelow } from './draw-failure.ts'
import { drawPlug } from './draw-plug.ts'
import type { Paint } from './paint.ts'

const styles = { up: 'green', partial: 'yellow', down: 'dim', unknown: 'red' } as const

/** One plug: what is recorded of it, when and by whom, and why it is not up where it should be. */
export function drawStatusRow(row: StatusRow, paint: Paint): string[] {
  const head = `${paint(styles[row.status], row.status.padEnd(7))} ${drawPlug(row)}${row.abandoned ? ' (unplugged)' : ''}`
  const last = row.steps.toSorted((a, b) => (a.at < b.at ? -1 : 1)).at(-1)
  const when =
    last === undefined
      ? ''
      : `  ${paint('dim', [last.at, last.by && `by ${cleanLine(last.by)}`].filter(Boolean).join(' '))}`
  return [`${head}${when}`, ...drawTroubles(row, paint)]
}

function drawTroubles({ steps, failure }: StatusRow, paint: Paint): string[] {
  const troubled = steps.filter(({ outcome }) => outcome !== 'done' && outcome !== 'outdated')
  return [
    ...troubled.map(({ instance, outcome, detail }) => {
      const why = detail === undefined ? '' : `: ${cleanLine(detail)}`
      return `        ${paint('yellow', outcome === 'running' ? 'in progress' : outcome)} on ${instance}${why}`
    }),
    ...(failure === undefined ? [] : drawLastFailure(failure, paint)),
  ]
}

function drawLastFailure(failure: NonNullable<StatusRow['failure']>, paint: Paint): string[] {
  const head = `${paint('dim', failure.code)} ${cleanLine(failure.message)}`
  return [head, ...drawBelow(failure, paint)].map((line) => `        ${line.replaceAll('\n', `\n${' '.repeat(8)}`)}`)
}

/** What the tenant of one side answered. */
export function drawChecked({ plug, instance, status, detail }: CheckedSide, paint: Paint): string {
  const style = status === 'present' ? 'green' : status === 'absent' || status === 'changed' ? 'red' : 'dim'
  const why = detail === undefined ? '' : `: ${cleanLine(detail)}`
  return `${paint(style, status.padEnd(9))} ${drawPlug(plug)} on ${instance}${why}`
}
