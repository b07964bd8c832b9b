import type { GapPart, GapRow } from '@meshroom/engine'
import { cleanLine } from './clean-text.ts'
import { plural } from './draw-diagnostics.ts'
import { fromHere, quoteWord } from './next-command.ts'
import type { Paint } from './paint.ts'

export interface DrawGapsOptions {
  readonly paint: Paint
  /** Most ways to show of a flow. */
  readonly limit: number
}

/** Each flow that is not possible yet, with its cheapest ways: what is missing and what makes it. */
export function drawGaps(gaps: readonly GapRow[], { paint, limit }: DrawGapsOptions): string[] {
  const flows = Map.groupBy(gaps, ({ source, destination, topic }) => `${source}-[${topic}]->${destination}`)
  return [...flows].flatMap(([flow, ways]) => {
    const shown = ways.slice(0, limit)
    const more = ways.length - shown.length
    return [
      paint('bold', cleanLine(flow)),
      ...shown.flatMap((way, at) => drawWay(way, at, paint)),
      ...(more > 0 ? [paint('dim', `  and ${plural(more, 'more way')}: --limit ${ways.length}`)] : []),
    ]
  })
}

function drawWay({ mode, format, missing }: GapRow, at: number, paint: Paint): string[] {
  const how = [mode, format].filter((word) => word !== undefined).join(', ')
  return [
    `  ${at === 0 ? 'needs' : 'or'} ${plural(missing.length, 'thing')} (${cleanLine(how)})`,
    ...missing.flatMap((part) => drawPart(part, paint)),
  ]
}

function drawPart(part: GapPart, paint: Paint): string[] {
  const next = part.write ?? fromHere(['meshroom', ...(part.command ?? [])].map(quoteWord).join(' '))
  return [`    ${cleanLine(sayPart(part))}`, `      ${paint('cyan', cleanLine(next))}`]
}

function sayPart({ kind, product, target, topic, role, ownsBoth, write }: GapPart): string {
  if (kind === 'capability') return `${product} declares no ${role} of ${topic} that ${target} would meet`
  const what = ownsBoth ? `sets up both ends (ownsBoth)` : `sets up its end`
  return `${product} has nothing that ${what} of ${topic} with ${target}${write === undefined ? '' : ': write a setup hook in'}`
}
