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
    counted(plugs('teardown'), `to tear down${sayLeft(plan)}`),
    counted(plan.refused.length, 'refused'),
    counted(plan.unchanged.length, plan.action === 'up' ? 'already up' : 'already down'),
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? `Nothing to do: ${sayNone(plan)}.` : `${nothingToDo(plan)}${parts.join(', ')}.`
}

/** Teardowns that no hook does: nothing runs for them, and what setup made stays on the tenant. */
export function leftBy({ steps }: Pick<Plan, 'steps'>): readonly PlanStep[] {
  return steps.filter(({ action, hook }) => action === 'teardown' && hook === 'none')
}

function sayLeft(plan: Plan): string {
  const left = new Set(leftBy(plan).map(({ plug }) => drawPlug(plug))).size
  return left === 0 ? '' : ` (what setup made stays for ${left}: no teardown hook)`
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

function drawStep(step: PlanStep, paint: Paint): string {
  const { action, instance, title, cause } = step
  const undone = leftBy({ steps: [step] }).length > 0 ? paint('yellow', '!') : paint('red', '-')
  const sign = action === 'setup' ? paint('green', '+') : undone
  return `${sign} ${action} on ${instance}: ${cleanLine(title)} ${paint('dim', `(${cleanLine(cause)})`)}`
}

function drawRefused(plan: Plan, paint: Paint): string[] {
  return plan.refused.flatMap(({ plug, code, message, hint }) => [
    `${paint('bold', drawPlug(plug as PlugRef))} ${paint('red', 'refused')} ${paint('dim', code)} ${cleanText(message)}`,
    ...drawHint(hint, paint),
  ])
}
