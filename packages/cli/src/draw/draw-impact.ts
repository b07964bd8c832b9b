import type { InstanceImpact, MeshRisks } from '@meshroom/engine'
import type { PlugData } from '@meshroom/graph'
import { cleanLine } from './clean-text.ts'
import { drawPlug } from './draw-plug.ts'
import type { Paint } from './paint.ts'

/** What goes dark, a section for each kind of loss; a kind of which nothing is lost is left out. */
export function drawImpact(impact: InstanceImpact, paint: Paint): string[] {
  const { instance, blind, topics, detections, responses, plugs, isSinglePoint } = impact
  if (plugs.length === 0) return [`Nothing hangs on ${cleanLine(instance)}.`]
  return [
    `When ${cleanLine(instance)} fails:`,
    ...section('blind: they get no data any more', blind, paint),
    ...section('detections lost', detections.map(drawPlug), paint),
    ...section('responses lost', responses.map(drawPlug), paint),
    ...section(
      'topics lost',
      topics.map((lost) => `${lost.instance} gets no ${lost.topic}`),
      paint,
    ),
    ...section('plugs that carry nothing', plugs.map(drawPlug), paint),
    ...(isSinglePoint
      ? [paint('yellow', 'A single point of failure: without it others are cut off from each other.')]
      : []),
  ]
}

/** What holds the mesh together alone, and what can feed itself. */
export function drawRisks({ singlePoints, loops }: Pick<MeshRisks, 'singlePoints' | 'loops'>, paint: Paint): string[] {
  return [
    ...section('single points of failure: instances', singlePoints.instances, paint),
    ...section('single points of failure: plugs', singlePoints.plugs.map(drawPlug), paint),
    ...section(
      'loops that can feed themselves',
      loops.map(({ plugs }) => sayLoop(plugs)),
      paint,
    ),
  ]
}

function sayLoop(plugs: readonly PlugData[]): string {
  return plugs.map(drawPlug).join(', ')
}

function section(title: string, lines: readonly string[], paint: Paint): string[] {
  if (lines.length === 0) return []
  return [paint('bold', title), ...lines.map((line) => `  ${cleanLine(line)}`)]
}
