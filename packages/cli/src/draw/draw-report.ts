import type { Plan, PlanStep, RunReport } from '@meshroom/engine'
import { isOfWhole, type Outstanding } from '../command/find-outstanding.ts'
import { cleanLine } from './clean-text.ts'
import { plural } from './draw-diagnostics.ts'
import { drawBelow } from './draw-failure.ts'
import { environmentFlag, leftBy } from './draw-plan.ts'
import { drawPlug } from './draw-plug.ts'
import { fromHere, quoteWord } from './next-command.ts'
import type { Paint } from './paint.ts'

/** A run that is over. */
export interface EndedRun {
  readonly plan: Plan
  readonly report: RunReport
  /** Plugs that are not as they should be now. */
  readonly outstanding: readonly Outstanding[]
}

/** More of them are counted, not named. */
const mostNamed = 10

/** How a run ended: the causes, not what followed from them, what is outstanding, the command to go on, and what stays on the tenants. */
export function drawReport(run: EndedRun, paint: Paint): string[] {
  return [...drawEnd(run, paint), ...drawLeft(run, paint)]
}

function drawEnd(run: EndedRun, paint: Paint): string[] {
  const { succeeded, failed, skipped } = run.report
  const done = `${plural(succeeded.length, 'step')} done`
  if (failed.length > 0 || skipped.length > 0) return drawFailed(run, { done, paint })
  if (run.outstanding.length === 0) return [sayEnd(run, { done, paint })]
  return [paint('yellow', `${done}. ${sayOutstanding(run)}:`), ...drawOutstanding(run), sayWhere(run.plan)]
}

function sayEnd({ plan, report }: EndedRun, { done, paint }: { readonly done: string; readonly paint: Paint }) {
  const isUndone = leftBehind(plan, report).length === 0
  return paint(isUndone ? 'green' : 'yellow', `${done}: ${sayDone(plan)}${isUndone ? '' : ', but not all is undone'}.`)
}

function drawFailed({ report, plan }: EndedRun, { done, paint }: { readonly done: string; readonly paint: Paint }) {
  const cut = report.failed.filter(isCutOff)
  const failed = report.failed.filter((failure) => !isCutOff(failure))
  const counts = [
    done,
    ...(cut.length > 0 ? [`${cut.length} cut off`] : []),
    ...(failed.length > 0 || cut.length === 0 ? [`${failed.length} failed`] : []),
    `${report.skipped.length} skipped`,
  ]
  return [
    paint('red', `${counts.join(', ')}.`),
    ...failed.flatMap((failure) => drawCause(failure, plan, paint)),
    goOn(failed, plan),
    ...letGo(failed, plan),
  ]
}

function drawLeft({ plan, report }: EndedRun, paint: Paint): string[] {
  const left = leftBehind(plan, report)
  if (left.length === 0) return []
  return [
    paint('yellow', 'Not undone, as there is no teardown hook; to be removed by hand:'),
    ...left.map(({ plug, product, instance }) => `  ${drawPlug(plug)}: what ${product} has set up on ${instance}`),
  ]
}

/** What a run has forgotten although it stays on the tenants. */
export function leftBehind(plan: Pick<Plan, 'steps'>, { succeeded }: RunReport): readonly PlanStep[] {
  const done = new Set(succeeded)
  return leftBy(plan).filter(({ id }) => done.has(id))
}

function sayWhere({ action, environment }: Plan): string {
  return fromHere(`meshroom ${action === 'up' ? 'plan' : 'status'}${environmentFlag(environment)} says why.`)
}

type Failure = RunReport['failed'][number]

/** By the person, at the second Ctrl-C: that is no fault to be mended. */
function isCutOff({ error }: Failure): boolean {
  return error.code === 'STEP_CUT_OFF'
}

/** `up` also takes down what was unplugged. */
function sayDone(plan: Plan): string {
  const { action, steps } = plan
  if (action === 'down' && !isOfWhole(plan)) return `what was asked for is down${where(plan)}`
  const isOnlyTeardown = action === 'up' && steps.every((step) => step.action === 'teardown')
  return isOnlyTeardown ? 'what is no longer plugged is torn down' : `the mesh is ${action}${where(plan)}`
}

function sayOutstanding({ plan, outstanding }: EndedRun): string {
  const verb = outstanding.length === 1 ? 'is' : 'are'
  return `The mesh is not ${plan.action}${where(plan)}: ${plural(outstanding.length, 'plug')} ${verb} outstanding`
}

function drawOutstanding({ outstanding }: EndedRun): string[] {
  const named = outstanding.slice(0, mostNamed).map(({ plug, why }) => `  ${drawPlug(plug)} ${why}`)
  const more = outstanding.length - named.length
  return more > 0 ? [...named, `  and ${more} more`] : named
}

function drawCause({ step, plug, error }: Failure, plan: Plan, paint: Paint): string[] {
  const action = plan.steps.find(({ id }) => id === step)?.action === 'teardown' ? 'down' : plan.action
  const [message = ''] = error.message.split('\n', 1)
  return [
    `  ${drawPlug(plug)} is not ${action}: ${paint('dim', error.code)} ${cleanLine(message)}`,
    ...drawBelow(error, paint).map((line) => `  ${line.replaceAll('\n', '\n  ')}`),
  ]
}

function goOn(failed: readonly Failure[], plan: Plan): string {
  const plugs = new Map(failed.map(({ plug }) => [drawPlug(plug), plug]))
  const [only, other] = plugs.values()
  const words = only !== undefined && other === undefined ? wordsOf(only) : filterWords(plan)
  const command = fromHere(`meshroom ${plan.action}${words}${environmentFlag(plan.environment)}`)
  if (only === undefined) return `Interrupted: ${command} goes on; what is done is not done twice.`
  return `Mend it and run ${command} again: what is done is not done twice.`
}

/** A tenant that is gone for good answers no teardown. */
function letGo(failed: readonly Failure[], plan: Plan): string[] {
  const teardowns = new Set(plan.steps.flatMap(({ id, action }) => (action === 'teardown' ? [id] : [])))
  const plug = failed.find(({ step }) => teardowns.has(step))?.plug
  if (plug === undefined) return []
  const command = `meshroom state forget${wordsOf(plug)}${environmentFlag(plan.environment)}`
  return [`Where a tenant is gone for good, ${fromHere(command)} lets its plug go.`]
}

/** The words that the plan was asked for with. */
function filterWords({ filter: { exclude = [], ...filter } }: Plan): string {
  return [wordsOf(filter), ...exclude.map((pattern) => ` --exclude ${quoteWord(patternOf(pattern))}`)].join('')
}

type Words = Omit<Plan['filter'], 'exclude'>

/** That a plug is push goes without saying. */
function wordsOf({ source, destination, topic, mode }: Words): string {
  const words = [source, destination, topic, mode === 'pull' ? mode : undefined]
  return words.flatMap((word) => (word === undefined ? [] : [` ${word}`])).join('')
}

function patternOf({ source, destination, topic, mode }: Words): string {
  const parts = [source, destination, topic, mode]
  const last = parts.findLastIndex((part) => part !== undefined)
  return parts
    .slice(0, last + 1)
    .map((part) => part ?? '*')
    .join('/')
}

function where({ environment }: Plan): string {
  return environment === 'default' ? '' : ` in ${environment}`
}
