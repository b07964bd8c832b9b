import { plugKey } from '../state/plug-state.ts'
import { explainChange } from './explain-change.ts'
import type { Plan, PlanStep, PlugRef } from './plan.ts'
import { setupStep, teardownStep } from './plan-steps.ts'
import type { AbandonedPlug, DesiredPlug, RecordedPlug, RefusedPlug } from './plug-facts.ts'

/** What `up` is decided from. */
export interface UpFacts extends Pick<Plan, 'environment' | 'filter' | 'basis'> {
  readonly desired: readonly DesiredPlug[]
  /** Of desired plugs, by {@link plugKey}. */
  readonly recorded: ReadonlyMap<string, RecordedPlug>
  readonly abandoned: readonly AbandonedPlug[]
  readonly refused: readonly RefusedPlug[]
}

/**
 * Decides what `up` does: the difference between what is desired and what is recorded. Pure; what is abandoned is torn down first, then
 * plugs by name. Steps of one plug run one after another, each with its cause.
 */
export function decideUp(facts: UpFacts): Plan {
  const abandoned = sorted(facts.abandoned, ({ state }) => state.plug)
  const desired = sorted(facts.desired, ({ plug }) => plug)
  const decided = desired.map((plug) => decidePlug(plug, facts.recorded.get(plugKey(plug.plug))))
  return {
    action: 'up',
    environment: facts.environment,
    filter: facts.filter,
    basis: facts.basis,
    steps: [...abandoned.flatMap(undo), ...decided.flatMap(({ steps }) => steps)],
    unchanged: decided.filter(({ steps, refused }) => steps.length === 0 && !refused).map(({ plug }) => plug),
    refused: sorted(
      [
        ...facts.refused,
        ...abandoned.flatMap(({ refused }) => refused ?? []),
        ...decided.flatMap(({ refused }) => refused ?? []),
      ],
      ({ plug }) => plug,
    ),
  }
}

interface Decision {
  readonly plug: PlugRef
  readonly steps: readonly PlanStep[]
  readonly refused?: RefusedPlug
}

function undo({ state, teardown, cause, refused }: AbandonedPlug): PlanStep[] {
  return refused === undefined ? teardown.map((step) => teardownStep(state.plug, step, cause)) : []
}

function decidePlug(desired: DesiredPlug, recorded: RecordedPlug | undefined): Decision {
  const { plug } = desired
  if (recorded === undefined) return { plug, steps: desired.steps.map((step) => setupStep(plug, step, 'new')) }
  const replaced = whyReplaced(desired, recorded)
  if (replaced === undefined) return { plug, steps: setAgain(desired, recorded) }
  if (recorded.refused !== undefined) return { plug, steps: [], refused: recorded.refused }
  return {
    plug,
    steps: [
      ...recorded.teardown.map((step) => teardownStep(plug, step, replaced)),
      ...desired.steps.map((step) => setupStep(plug, step, replaced)),
    ],
  }
}

/** Another format or integration is another thing: the old one is undone first, as it is when a hook asks for it. */
function whyReplaced(desired: DesiredPlug, { state }: RecordedPlug): string | undefined {
  if (state.steps.length === 0) return undefined
  if (lower(state.format) !== lower(desired.format))
    return `format changed: ${sayFormat(state.format)} to ${sayFormat(desired.format)}`
  for (const step of desired.steps) {
    const before = state.steps.find(({ side }) => side === step.side)
    if (before !== undefined && before.product !== step.product)
      return `product changed: ${before.product} to ${step.product}`
    if (before !== undefined && before.inputs.integration?.file !== step.inputs.integration?.file)
      return `integration changed: ${before.inputs.integration?.file ?? 'generic'} to ${step.inputs.integration?.file ?? 'generic'}`
    const change = step.replace ? changeOf(step, state.steps) : undefined
    if (change !== undefined) return `${change} (replaced)`
  }
  return undefined
}

/**
 * The steps not known to have succeeded with today's inputs. What comes after such a step runs again too: it may depend on its outputs,
 * and hooks are idempotent by contract.
 */
function setAgain(desired: DesiredPlug, { state }: RecordedPlug): PlanStep[] {
  const causes = desired.steps.map((step) => changeOf(step, state.steps, true))
  const first = causes.findIndex((cause) => cause !== undefined)
  if (first < 0) return []
  return desired.steps.slice(first).map((step, index) => {
    const cause = causes[first + index] ?? 'an earlier step of the plug runs again'
    return setupStep(desired.plug, step, cause)
  })
}

function changeOf(
  step: DesiredPlug['steps'][number],
  recorded: RecordedPlug['state']['steps'],
  withNew = false,
): string | undefined {
  const before = recorded.find(({ side, hook }) => side === step.side && hook === step.hook)
  if (before === undefined) return withNew ? 'new' : undefined
  if (before.outcome !== 'done') return withNew ? unfinished(before) : undefined
  return explainChange(before.inputs, step.inputs)
}

function unfinished({ outcome, detail }: RecordedPlug['state']['steps'][number]): string {
  switch (outcome) {
    case 'interrupted':
      return 'interrupted last time'
    case 'outdated':
      return 'an earlier step of the plug ran again'
    case 'drifted':
      return detail === undefined ? 'drifted' : `drifted: ${detail}`
    default:
      return 'failed last time'
  }
}

function lower(format: string | undefined): string | undefined {
  return format?.toLowerCase()
}

function sayFormat(format: string | undefined): string {
  return format ?? 'none'
}

function sorted<T>(items: readonly T[], plugOf: (item: T) => PlugRef): T[] {
  return items.toSorted((a, b) => (plugKey(plugOf(a)) < plugKey(plugOf(b)) ? -1 : 1))
}
