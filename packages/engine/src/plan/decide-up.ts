import { plugKey } from '../state/plug-state.ts'
import { changeOf } from './change-of-step.ts'
import { type FindOverlap, overlapWith } from './find-overlap.ts'
import { findReplaced, type ReplacedSides, sayReplaced } from './find-replaced.ts'
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
  const findOverlap = overlapWith([...abandoned, ...findReplacing(desired, facts.recorded)])
  const decided = desired.map((plug) =>
    decidePlug(plug, { recorded: facts.recorded.get(plugKey(plug.plug)), findOverlap }),
  )
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

/** Of what is still wanted, what is to be torn down and could not be. */
function findReplacing(desired: readonly DesiredPlug[], recorded: UpFacts['recorded']): RecordedPlug[] {
  return desired.flatMap((plug) => {
    const known = recorded.get(plugKey(plug.plug))
    return known?.state.undoingSince !== undefined && findReplaced(plug, known).size > 0 ? [known] : []
  })
}

interface DecidedFrom {
  readonly recorded: RecordedPlug | undefined
  readonly findOverlap: FindOverlap
}

function decidePlug(desired: DesiredPlug, { recorded, findOverlap }: DecidedFrom): Decision {
  const { plug } = desired
  if (recorded === undefined) return { plug, steps: desired.steps.map((step) => setupStep(plug, step, 'new')) }
  const replaced = findReplaced(desired, recorded)
  if (replaced.size > 0 && recorded.refused !== undefined) return { plug, steps: [], refused: recorded.refused }
  const undone = recorded.teardown.flatMap((step) => {
    const cause = replaced.get(step.side)
    return cause === undefined ? [] : [teardownStep(plug, step, cause)]
  })
  return { plug, steps: [...undone, ...setAgain(desired, { recorded, replaced, overlap: findOverlap(recorded) })] }
}

interface SetAgainFrom {
  readonly recorded: RecordedPlug
  readonly replaced: ReplacedSides
  /** Why none of it may be there any more. */
  readonly overlap: string | undefined
}

/**
 * The steps not known to have succeeded with today's inputs. What comes after such a step runs again too: it may depend on its outputs,
 * and hooks are idempotent by contract.
 */
function setAgain(desired: DesiredPlug, { recorded, replaced, overlap }: SetAgainFrom): PlanStep[] {
  const steps: PlanStep[] = []
  let follows = overlap ?? whatFollowsDropped(desired, recorded, replaced)
  for (const step of desired.steps) {
    const own = replaced.get(step.side) ?? changeOf(step, recorded.state.steps)
    const cause = own ?? follows
    if (cause === undefined) continue
    steps.push(setupStep(desired.plug, step, cause))
    follows = replaced.has(step.side) ? sayReplaced(step) : (follows ?? 'an earlier step of the plug runs again')
  }
  return steps.length > 0 ? steps : bringUp(desired, recorded)
}

/** Where a plug lacked nothing but hooks that are gone now, its last step brings it up. */
function bringUp({ plug, steps }: DesiredPlug, { state }: RecordedPlug): PlanStep[] {
  return state.status === 'up' ? [] : steps.slice(-1).map((step) => setupStep(plug, step, 'is up in part'))
}

/** Where a side has no part in it any more, the other does what it did. */
function whatFollowsDropped(
  { steps }: DesiredPlug,
  { state }: RecordedPlug,
  replaced: ReplacedSides,
): string | undefined {
  const dropped = state.steps.find(({ side }) => replaced.has(side) && steps.every((step) => step.side !== side))
  return dropped && `after ${dropped.instance} was torn down`
}

function sorted<T>(items: readonly T[], plugOf: (item: T) => PlugRef): T[] {
  return items.toSorted((a, b) => (plugKey(plugOf(a)) < plugKey(plugOf(b)) ? -1 : 1))
}
