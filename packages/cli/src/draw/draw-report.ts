import type { Plan, RunReport } from '@meshroom/engine'
import { plural } from './draw-diagnostics.ts'
import { drawPlug } from './draw-plug.ts'
import type { Paint } from './paint.ts'

/** How a run ended. Each failure has been shown when it happened; here is what is left to do. */
export function drawReport(report: RunReport, plan: Plan, paint: Paint): string[] {
  const { succeeded, failed, skipped } = report
  const done = `${plural(succeeded.length, 'step')} done`
  if (failed.length === 0 && skipped.length === 0) return [paint('green', `${done}: the mesh is ${plan.action}.`)]
  const plugs = [...new Set(failed.map(({ plug }) => drawPlug(plug)))]
  return [
    paint('red', `${done}, ${failed.length} failed, ${skipped.length} skipped.`),
    ...plugs.map((plug) => `  ${plug} is not ${plan.action}`),
    `Mend it and run meshroom ${plan.action} again: what is done is not done twice.`,
  ]
}
