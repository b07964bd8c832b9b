import type { EventError } from '../events.ts'
import type { DesiredPlug, DesiredStep } from '../plan/plug-facts.ts'
import { attribute, type StepOutputs } from './attribute-outputs.ts'
import { type PlugState, type RecordedStep, type StepInputs, stateVersion } from './plug-state.ts'

interface SetupRecord {
  /** Who runs it. */
  readonly by: string
  /** Of the whole plug, this step's included. */
  readonly outputs: StepOutputs
  readonly desired: DesiredPlug
  readonly step: DesiredStep
  /** Those that it began with, where its `check` hook may settle it: known only of a step that is not over. What is up is known by those that it ended with. */
  readonly secrets?: StepInputs['secrets']
  /** ISO 8601. */
  readonly at: string
}

/** The state of a plug after a setup step succeeded. Once all of them have, steps of hooks that are gone are forgotten: their sides are up. */
export function recordDone(state: PlugState | undefined, record: SetupRecord): PlugState {
  const steps = outdateLater(placeStep(state?.steps ?? [], recordOf(record, 'done'), record.desired), record)
  return stateOf(record, { steps, before: state })
}

/** The state while a setup step runs, and for good when nothing more is heard of it: it may have had effects. */
export function recordBegun(state: PlugState | undefined, record: SetupRecord): PlugState {
  const steps = outdateLater(placeStep(state?.steps ?? [], recordOf(record, 'interrupted'), record.desired), record)
  return { ...stateOf(record, { steps, before: state }), status: 'partial' }
}

/**
 * The state after a setup step failed: it is kept, as it may have had effects that a teardown must undo.
 *
 * @param record.unheard nobody knows how far it came, as if it had been cut off
 */
export function recordFailed(
  state: PlugState | undefined,
  record: SetupRecord & { readonly error: EventError; readonly unheard: boolean },
): PlugState {
  const { desired, step, at, error, unheard } = record
  const failed: RecordedStep = unheard
    ? { ...recordOf(record, 'interrupted'), detail: 'failed last time, and how far it came is not known' }
    : recordOf(record, 'failed')
  const steps = outdateLater(placeStep(state?.steps ?? [], failed, desired), record)
  const failure = { action: 'setup', hook: step.hook, ...error, at } as const
  return { ...stateOf(record, { steps, before: state }), status: 'partial', failure }
}

/** The state after a side was undone. Nothing is left of a plug without steps. */
export function recordUndone(state: PlugState, side: RecordedStep['side']): PlugState {
  const steps = state.steps.filter((step) => step.side !== side)
  const { failure: _, ...rest } = state
  if (steps.length > 0) return { ...rest, steps, status: 'partial' }
  const { putBy: __, undoingSince: ___, ...nothing } = rest
  return { ...nothing, steps, status: 'down', outputs: {} }
}

/** The state while a side is undone, and for good when nothing more is heard of it: it may be there, in part, or gone. */
export function recordUndoing(state: PlugState, side: RecordedStep['side']): PlugState {
  return { ...state, status: 'partial', steps: withOutcome(state, side, 'interrupted') }
}

/** The state after a teardown step failed: everything is still to be undone, and nothing of the side counts as up. */
export function recordNotUndone(
  state: PlugState,
  failed: {
    readonly side: RecordedStep['side']
    readonly hook: string
    readonly at: string
    readonly error: EventError
  },
): PlugState {
  const { side, hook, at, error } = failed
  const failure = { action: 'teardown', hook, ...error, at } as const
  const steps = withOutcome(state, side, 'failed')
  return { ...state, status: 'partial', steps, undoingSince: state.undoingSince ?? at, failure }
}

/** The state after `check` hooks were asked: what drifted is not up, and what is as it was made is done again. */
export function recordChecked(
  state: PlugState,
  { side, drift }: { readonly side: RecordedStep['side']; readonly drift: string | undefined },
): PlugState {
  const checked = state.steps.map((step) => (step.side === side ? checkedStep(step, drift) : step))
  const status = checked.every(({ outcome }) => outcome === 'done') ? state.status : 'partial'
  return { ...state, steps: checked, status: drift === undefined && wasUp(state) ? upAgain(checked) : status }
}

/** Whether every step was done once, so that drift alone keeps the plug from being up. */
function wasUp({ steps, failure }: PlugState): boolean {
  return failure === undefined && steps.every(({ outcome }) => outcome === 'done' || outcome === 'drifted')
}

function upAgain(steps: readonly RecordedStep[]): PlugState['status'] {
  return steps.every(({ outcome }) => outcome === 'done') ? 'up' : 'partial'
}

function checkedStep(step: RecordedStep, drift: string | undefined): RecordedStep {
  if (step.outcome !== 'done' && step.outcome !== 'drifted') return step
  const { detail: _, ...rest } = step
  return drift === undefined ? { ...rest, outcome: 'done' } : { ...rest, outcome: 'drifted', detail: drift }
}

function withOutcome(
  { steps }: PlugState,
  side: RecordedStep['side'],
  outcome: RecordedStep['outcome'],
): RecordedStep[] {
  return steps.map((step) => {
    if (step.side !== side) return step
    const { detail: _, ...rest } = step
    return { ...rest, outcome }
  })
}

function recordOf({ step, at, by, secrets }: SetupRecord, outcome: RecordedStep['outcome']): RecordedStep {
  const { side, role, product, instance, target, hook, replace } = step
  const inputs = outcome === 'interrupted' && secrets !== undefined ? { ...step.inputs, secrets } : step.inputs
  return { side, role, product, instance, target, hook, ...(replace && { replace }), outcome, at, by, inputs }
}

/** Keeps the order of setting up; what is not wanted any more comes first. */
function placeStep(
  steps: readonly RecordedStep[],
  added: RecordedStep,
  { steps: wanted }: DesiredPlug,
): RecordedStep[] {
  const place = (step: RecordedStep) => wanted.findIndex((each) => isSame(each, step))
  const others = steps.filter((step) => !isSame(step, added))
  return [...others, added].sort((a, b) => place(a) - place(b))
}

/** What comes after a step that runs again may depend on it, so it runs again too, also where the run is cut off between the two. */
function outdateLater(
  steps: readonly RecordedStep[],
  { desired, step }: Pick<SetupRecord, 'desired' | 'step'>,
): RecordedStep[] {
  const place = desired.steps.indexOf(step)
  const later = (each: RecordedStep) => desired.steps.slice(place + 1).some((wanted) => isSame(wanted, each))
  return steps.map((each) => (each.outcome === 'done' && later(each) ? { ...each, outcome: 'outdated' } : each))
}

function stateOf(
  { desired, step, outputs }: SetupRecord,
  { steps, before }: { readonly steps: readonly RecordedStep[]; readonly before: PlugState | undefined },
): PlugState {
  const done = desired.steps.every((wanted) =>
    steps.some((recorded) => isSame(wanted, recorded) && recorded.outcome === 'done'),
  )
  const putBy = attribute(before?.putBy, { ...outputs, side: step.side })
  return {
    version: stateVersion,
    plug: desired.plug,
    status: done ? 'up' : 'partial',
    ...(desired.format !== undefined && { format: desired.format }),
    steps: done ? steps.filter((recorded) => desired.steps.some((wanted) => isSame(wanted, recorded))) : steps,
    outputs: { ...outputs.values },
    ...(Object.keys(putBy).length > 0 && { putBy }),
  }
}

type StepKey = Pick<RecordedStep, 'side' | 'hook'>

function isSame(a: StepKey, b: StepKey): boolean {
  return a.side === b.side && a.hook === b.hook
}
