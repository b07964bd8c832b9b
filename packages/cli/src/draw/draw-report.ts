import type { Plan, RunReport } from '@meshroom/engine'
import { cleanLine } from './clean-text.ts'
import { plural } from './draw-diagnostics.ts'
import { drawPlug } from './draw-plug.ts'
import type { Paint } from './paint.ts'

/** How a run ended: the causes, not what followed from them, and the command to go on. */
export function drawReport(report: RunReport, plan: Plan, paint: Paint): string[] {
  const { succeeded, failed, skipped } = report
  const done = `${plural(succeeded.length, 'step')} done`
  if (failed.length === 0 && skipped.length === 0) return [paint('green', `${done}: ${sayDone(plan)}.`)]
  return [
    paint('red', `${done}, ${failed.length} failed, ${skipped.length} skipped.`),
    ...failed.map((failure) => drawCause(failure, plan, paint)),
    goOn(report, plan),
  ]
}

/** `up` also takes down what was unplugged. */
function sayDone({ action, steps }: Plan): string {
  const isOnlyTeardown = action === 'up' && steps.every((step) => step.action === 'teardown')
  return isOnlyTeardown ? 'what is no longer plugged is torn down' : `the mesh is ${action}`
}

function drawCause({ step, plug, error }: RunReport['failed'][number], plan: Plan, paint: Paint): string {
  const action = plan.steps.find(({ id }) => id === step)?.action === 'teardown' ? 'down' : plan.action
  const [message = ''] = error.message.split('\n', 1)
  return `  ${drawPlug(plug)} is not ${action}: ${paint('dim', error.code)} ${cleanLine(message)}`
}

function goOn({ failed }: RunReport, { action, environment }: Plan): string {
  const [only, other] = [...new Map(failed.map(({ plug }) => [drawPlug(plug), plug])).values()]
  const words = only !== undefined && other === undefined ? ` ${only.source} ${only.destination} ${only.topic}` : ''
  const flag = environment === 'default' ? '' : ` --environment ${environment}`
  if (only === undefined) return `Interrupted: meshroom ${action}${flag} goes on; what is done is not done twice.`
  return `Mend it and run meshroom ${action}${words}${flag} again: what is done is not done twice.`
}
