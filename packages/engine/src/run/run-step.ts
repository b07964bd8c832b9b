import type { JsonValue } from '@meshroom/hooks-sdk'
import { MeshroomError } from '@meshroom/model'
import type { EventError } from '../events.ts'
import type { JournalEntry } from '../journal/journal-entry.ts'
import { findProduct } from '../mesh/find-by-name.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { sidesInReverse } from '../plan/list-teardown.ts'
import type { PlanStep } from '../plan/plan.ts'
import type { DesiredPlug, DesiredStep } from '../plan/plug-facts.ts'
import { addOutputs, openOutputs, type StepOutputs } from '../state/attribute-outputs.ts'
import type { PlugState, RecordedStep } from '../state/plug-state.ts'
import {
  recordBegun,
  recordDone,
  recordFailed,
  recordNotUndone,
  recordUndoing,
  recordUndone,
} from '../state/record-step.ts'
import { sideInput } from './hook-input.ts'
import { isUnheard } from './is-unheard.ts'
import type { Hosts } from './open-hosts.ts'
import { RetryLeft, type RetryOptions, retryCall } from './retry-call.ts'
import { settleByCheck, settlingSecrets } from './settle-by-check.ts'

/** What running steps needs besides the mesh. */
export interface StepRunner {
  readonly mesh: Mesh
  readonly hosts: Hosts
  readonly retry: RetryOptions
  /** Ends a hook that runs; unset: it is let finish. */
  readonly stop?: AbortSignal | undefined
  /** Who runs it. */
  readonly by: string
  /** ISO 8601. */
  now(): string
}

/** What a step came to: the plug's new state, and why the step failed, if it did. */
export interface StepOutcome {
  readonly state: PlugState
  readonly error?: EventError
  /** The step had been cut off, and its `check` hook found it done: it did not run again. */
  readonly settled?: boolean
}

export interface StepPlace {
  readonly state: PlugState | undefined
  /** Of a teardown: no other hook of the side follows. */
  readonly lastOfSide: boolean
  /** The plug as the manifests want it. @throws MeshroomError when they do not any more */
  desired(): Promise<DesiredPlug>
  /** Puts down what is true of the plug from now on; on disk when it resolves. */
  note(kind: JournalEntry['kind'], state: PlugState): Promise<void>
}

/**
 * Runs one step: notes that it begins before its hook is called, and says what the state of its plug is then.
 *
 * @throws MeshroomError `PLAN_STALE` when the project has changed since the plan was made; `JOURNAL_NOT_WRITTEN` when its beginning could
 * not be noted: its hook was not called then
 */
export async function runStep(runner: StepRunner, step: PlanStep, place: StepPlace): Promise<StepOutcome> {
  if (step.action === 'setup') return runSetup(runner, step, place)
  if (place.state === undefined) throw stale(step)
  return runTeardown(runner, step, { ...place, state: place.state })
}

async function runSetup(runner: StepRunner, step: PlanStep, place: StepPlace): Promise<StepOutcome> {
  const { state, note } = place
  const { desired, wanted } = await findWanted(step, place)
  const outputs = openOutputs(state, wanted.side)
  const begun = await settlingSecrets(runner.mesh, { plug: step.plug, side: wanted })
  const record = () => ({ desired, step: wanted, outputs, ...begun, by: runner.by, at: runner.now() })
  if (await settleByCheck(runner, step, { state, wanted, outputs, begun }))
    return { state: recordDone(state, record()), settled: true }
  if (step.hook !== 'declarative') await note('begin', recordBegun(state, record()))
  try {
    const onOutput = () => note('output', recordBegun(state, record()))
    await callSide(runner, step, { side: wanted, outputs, onOutput })
    return { state: recordDone(state, record()) }
  } catch (cause) {
    if (isCutOff(runner, cause)) return { state: recordBegun(state, record()), error: cutOff }
    const error = asEventError(cause)
    return { state: recordFailed(state, { ...record(), error, unheard: isUnheard(cause) }), error }
  }
}

async function runTeardown(
  runner: StepRunner,
  step: PlanStep,
  place: StepPlace & { readonly state: PlugState },
): Promise<StepOutcome> {
  const { state, lastOfSide, note } = place
  const side = sidesInReverse(state).find((recorded) => recorded.side === step.side)
  if (side === undefined) throw stale(step)
  const undoing = recordUndoing(state, step.side)
  if (runsHook(step)) await note('begin', undoing)
  try {
    if (step.hook === 'none') warnNothingUndoes(runner, side)
    else await callSide(runner, step, { side, outputs: openOutputs(state, side.side), onOutput: async () => {} })
    return { state: lastOfSide ? recordUndone(state, step.side) : undoing }
  } catch (cause) {
    if (isCutOff(runner, cause)) return { state: undoing, error: cutOff }
    const error = asEventError(cause)
    return { state: recordNotUndone(state, { side: step.side, hook: step.hook, at: runner.now(), error }), error }
  }
}

/** What comes of a step that a person has stopped, at once or between two tries: no fault to mend, and nobody knows how far it came. */
export const cutOff: EventError = {
  code: 'STEP_CUT_OFF',
  message: 'cut off: how far it came is not known; the next run asks its check hook, or runs it again',
}

/** Whatever a hook throws while it is stopped, it was stopped. */
function isCutOff({ stop }: StepRunner, cause: unknown): boolean {
  return stop?.aborted === true || cause instanceof RetryLeft
}

/** Whether a hook runs for the step at all. */
export function runsHook({ hook }: PlanStep): boolean {
  return hook !== 'declarative' && hook !== 'none'
}

interface SideCall {
  readonly side: DesiredStep | RecordedStep
  readonly outputs: StepOutputs
  onOutput(): Promise<void>
}

/** Calls the step's hook; what it puts out is added to `outputs` as it comes, so that it is kept where the hook fails later. */
async function callSide(runner: StepRunner, step: PlanStep, { side, outputs, onOutput }: SideCall): Promise<void> {
  if (step.hook === 'declarative') return
  const { mesh, hosts, retry, stop } = runner
  const hook = (await mesh.hooksOf(step.product)).hooks.find(({ id }) => id === step.hook)
  if (hook === undefined) throw stale(step)
  const input = sideInput(findProduct(mesh, step.product), { plug: step.plug, side, outputs: { ...outputs.values } })
  const keep = async (name: string, value: JsonValue) => {
    addOutputs(outputs, { [name]: value })
    await onOutput()
  }
  const options = { onOutput: keep, ...(stop !== undefined && { signal: stop }) }
  const outcome = await retryCall(() => hosts.of(step.product).call(hook, input, options), retry)
  addOutputs(outputs, outcome.outputs)
}

async function findWanted(
  step: PlanStep,
  { desired }: StepPlace,
): Promise<{ desired: DesiredPlug; wanted: DesiredStep }> {
  const plug = await desired()
  const wanted = plug.steps.find(({ side, hook }) => side === step.side && hook === step.hook)
  if (wanted === undefined) throw stale(step)
  return { desired: plug, wanted }
}

function warnNothingUndoes({ mesh }: StepRunner, { product, instance }: RecordedStep): void {
  mesh.ports.emit({
    type: 'warning',
    code: 'TEARDOWN_MISSING',
    message: `${product} has no teardown hook for this: what its setup made on ${instance} stays there`,
    hint: `remove it by hand, or write a teardown hook in products/${product}/`,
  })
}

function stale(step: PlanStep): MeshroomError {
  return new MeshroomError(
    'PLAN_STALE',
    `the project has changed since the plan was made: ${step.id} is not in it any more`,
    {
      hint: 'meshroom plan',
    },
  )
}

/** What events and states say of an error. */
export function asEventError(error: unknown): EventError {
  if (!(error instanceof MeshroomError))
    return { code: 'UNEXPECTED', message: error instanceof Error ? error.message : String(error) }
  const { code, message, hint, file, line, column } = error
  return {
    code,
    message,
    ...(hint !== undefined && { hint }),
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
  }
}
