import type { Plan, PlanStep, PlugRef } from '@meshroom/engine'
import { isOfWhole } from '../command/find-outstanding.ts'
import { cleanLine, cleanText } from './clean-text.ts'
import { plural } from './draw-diagnostics.ts'
import { drawHint } from './draw-failure.ts'
import { drawPlug } from './draw-plug.ts'
import type { Paint } from './paint.ts'

/** A plan for people: the steps in the order of their doing below their plug, each with its cause; then what cannot be done, and a summary. */
export function drawPlan(plan: Plan, paint: Paint): string[] {
  return [
    ...drawEnvironment(plan.environment, paint),
    ...drawSteps(plan.steps, paint),
    ...drawRefused(plan, paint),
    summarizePlan(plan),
  ]
}

/** The default is the one that nobody has named. */
function drawEnvironment(environment: string, paint: Paint): string[] {
  return environment === 'default' ? [] : [paint('bold', `environment ${environment}`)]
}

/** `2 plugs to set up, 1 to tear down, 3 unchanged, 1 refused` */
export function summarizePlan(plan: Plan): string {
  const plugs = (action: PlanStep['action']) =>
    new Set(plan.steps.filter((step) => step.action === action).map((step) => drawPlug(step.plug))).size
  const parts = [
    counted(plugs('setup'), 'to set up'),
    counted(plugs('teardown'), 'to tear down'),
    counted(plan.refused.length, 'refused'),
    counted(plan.unchanged.length, plan.action === 'up' ? 'already up' : 'already down'),
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? `Nothing to do: ${sayNone(plan)}.` : `${nothingToDo(plan)}${parts.join(', ')}.`
}

/** What is down has left no trace that a plan could count. */
function sayNone(plan: Plan): string {
  const { action } = plan
  const isWhole = isOfWhole(plan)
  if (action === 'down') return isWhole ? 'no plug is up' : 'none of these plugs is up'
  return isWhole ? 'there is no plug' : 'no plug is left by what was asked for'
}

/** What a command line needs to be about the same environment; nothing for the default. */
export function environmentFlag(environment: string): string {
  return environment === 'default' ? '' : ` --environment ${environment}`
}

function nothingToDo(plan: Plan): string {
  return plan.steps.length === 0 && plan.refused.length === 0 ? 'Nothing to do: ' : ''
}

function counted(count: number, what: string): string | undefined {
  return count === 0 ? undefined : `${plural(count, 'plug')} ${what}`
}

function drawSteps(steps: readonly PlanStep[], paint: Paint): string[] {
  let last = ''
  return steps.flatMap((step) => {
    const plug = drawPlug(step.plug)
    const head = plug === last ? [] : [paint('bold', plug)]
    last = plug
    return [...head, `  ${drawStep(step, paint)}`]
  })
}

function drawStep({ action, instance, title, cause }: PlanStep, paint: Paint): string {
  const sign = action === 'setup' ? paint('green', '+') : paint('red', '-')
  return `${sign} ${action} on ${instance}: ${cleanLine(title)} ${paint('dim', `(${cleanLine(cause)})`)}`
}

function drawRefused(plan: Plan, paint: Paint): string[] {
  return plan.refused.flatMap(({ plug, code, message, hint }) => [
    `${paint('bold', drawPlug(plug as PlugRef))} ${paint('red', 'refused')} ${paint('dim', code)} ${cleanText(message)}`,
    ...drawHint(hint, paint),
  ])
}
