import type { JsonValue } from '@meshroom/hooks-sdk'
import type { EventError } from '../events.ts'
import type { DesiredPlug, DesiredStep } from '../plan/plug-facts.ts'
import { type PlugState, type RecordedStep, stateVersion } from './plug-state.ts'

interface SetupRecord {
  /** Of the whole plug, this step's included. */
  readonly outputs: Readonly<Record<string, JsonValue>>
  readonly desired: DesiredPlug
  readonly step: DesiredStep
  /** ISO 8601. */
  readonly at: string
}

/** The state of a plug after a setup step succeeded. Steps of the side that its hooks no longer have are forgotten. */
export function recordDone(state: PlugState | undefined, record: SetupRecord): PlugState {
  const { desired, step, outputs } = record
  const wanted = new Set(desired.steps.filter(({ side }) => side === step.side).map(({ hook }) => hook))
  const kept = (state?.steps ?? []).filter(({ side, hook }) => side !== step.side || wanted.has(hook))
  const steps = placeStep(kept, recordOf(record, 'done'), desired)
  return stateOf(desired, { steps, outputs })
}

/** The state after a setup step failed: it is kept, as it may have had effects that a teardown must undo. */
export function recordFailed(
  state: PlugState | undefined,
  record: SetupRecord & { readonly error: EventError },
): PlugState {
  const { desired, step, at, error, outputs } = record
  const steps = placeStep(state?.steps ?? [], recordOf(record, 'failed'), desired)
  const failure = { action: 'setup', hook: step.hook, code: error.code, message: error.message, at } as const
  return { ...stateOf(desired, { steps, outputs }), status: 'partial', failure }
}

/** The state after a side was undone. Nothing is left of a plug without steps. */
export function recordUndone(state: PlugState, side: RecordedStep['side']): PlugState {
  const steps = state.steps.filter((step) => step.side !== side)
  const { failure: _, ...rest } = state
  return {
    ...rest,
    steps,
    status: steps.length === 0 ? 'down' : 'partial',
    outputs: steps.length === 0 ? {} : state.outputs,
  }
}

/** The state after a teardown step failed: everything is still to be undone. */
export function recordNotUndone(
  state: PlugState,
  { hook, at, error }: { readonly hook: string; readonly at: string; readonly error: EventError },
): PlugState {
  const failure = { action: 'teardown', hook, code: error.code, message: error.message, at } as const
  return { ...state, status: 'partial', failure }
}

function recordOf({ step, at }: SetupRecord, outcome: RecordedStep['outcome']): RecordedStep {
  const { side, role, product, instance, target, hook, inputs } = step
  return { side, role, product, instance, target, hook, outcome, at, inputs }
}

/** Keeps the order of setting up; what is not wanted any more comes first. */
function placeStep(
  steps: readonly RecordedStep[],
  added: RecordedStep,
  { steps: wanted }: DesiredPlug,
): RecordedStep[] {
  const place = (step: RecordedStep) => wanted.findIndex(({ side, hook }) => side === step.side && hook === step.hook)
  const others = steps.filter(({ side, hook }) => side !== added.side || hook !== added.hook)
  return [...others, added].sort((a, b) => place(a) - place(b))
}

function stateOf(desired: DesiredPlug, { steps, outputs }: Pick<PlugState, 'steps' | 'outputs'>): PlugState {
  const done = desired.steps.every((wanted) =>
    steps.some((step) => step.side === wanted.side && step.hook === wanted.hook && step.outcome === 'done'),
  )
  return {
    version: stateVersion,
    plug: desired.plug,
    status: done ? 'up' : 'partial',
    ...(desired.format !== undefined && { format: desired.format }),
    steps,
    outputs,
  }
}
