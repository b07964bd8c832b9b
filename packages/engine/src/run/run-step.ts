import type { JsonValue } from '@meshroom/hooks-sdk'
import { MeshroomError } from '@meshroom/model'
import type { EventError } from '../events.ts'
import { describePlug } from '../mesh/describe-plug.ts'
import { findPlug, findProduct } from '../mesh/find-by-name.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { sidesInReverse } from '../plan/list-teardown.ts'
import type { PlanStep } from '../plan/plan.ts'
import type { DesiredPlug, DesiredStep } from '../plan/plug-facts.ts'
import type { PlugState, RecordedStep } from '../state/plug-state.ts'
import { recordDone, recordFailed, recordNotUndone, recordUndone } from '../state/record-step.ts'
import { sideInput } from './hook-input.ts'
import type { Hosts } from './open-hosts.ts'
import { type RetryOptions, retryCall } from './retry-call.ts'

/** What running steps needs besides the mesh. */
export interface StepRunner {
  readonly mesh: Mesh
  readonly hosts: Hosts
  readonly retry: RetryOptions
  /** Ends a hook that runs; unset: it is let finish. */
  readonly stop?: AbortSignal | undefined
  /** ISO 8601. */
  now(): string
}

/** What a step came to: the plug's new state, and why the step failed, if it did. */
export interface StepOutcome {
  readonly state: PlugState
  readonly error?: EventError
}

/**
 * Runs one step and says what the state of its plug is then; writes nothing.
 *
 * @param lastOfSide of a teardown: no other hook of the side follows
 * @throws MeshroomError `PLAN_STALE` when the project has changed since the plan was made
 */
export async function runStep(
  runner: StepRunner,
  step: PlanStep,
  { state, lastOfSide }: { readonly state: PlugState | undefined; readonly lastOfSide: boolean },
): Promise<StepOutcome> {
  if (step.action === 'setup') return runSetup(runner, step, state)
  if (state === undefined) throw stale(step)
  return runTeardown(runner, step, { state, lastOfSide })
}

async function runSetup(runner: StepRunner, step: PlanStep, state: PlugState | undefined): Promise<StepOutcome> {
  const { desired, wanted } = await findWanted(runner.mesh, step)
  const outputs: Outputs = { ...state?.outputs }
  const record = { desired, step: wanted, outputs }
  try {
    await callSide(runner, step, { side: wanted, outputs })
    return { state: recordDone(state, { ...record, at: runner.now() }) }
  } catch (cause) {
    const error = asEventError(cause)
    return { state: recordFailed(state, { ...record, at: runner.now(), error }), error }
  }
}

async function runTeardown(
  runner: StepRunner,
  step: PlanStep,
  { state, lastOfSide }: { readonly state: PlugState; readonly lastOfSide: boolean },
): Promise<StepOutcome> {
  const side = sidesInReverse(state).find((recorded) => recorded.side === step.side)
  if (side === undefined) throw stale(step)
  try {
    if (step.hook === 'none') warnNothingUndoes(runner, side)
    else await callSide(runner, step, { side, outputs: { ...state.outputs } })
    return { state: lastOfSide ? recordUndone(state, step.side) : state }
  } catch (cause) {
    const error = asEventError(cause)
    return { state: recordNotUndone(state, { hook: step.hook, at: runner.now(), error }), error }
  }
}

type Outputs = Record<string, JsonValue>

/** Calls the step's hook; what it puts out is added to `outputs` as it comes, so that it is kept where the hook fails later. */
async function callSide(
  runner: StepRunner,
  step: PlanStep,
  { side, outputs }: { readonly side: DesiredStep | RecordedStep; readonly outputs: Outputs },
): Promise<void> {
  if (step.hook === 'declarative') return
  const { mesh, hosts, retry, stop } = runner
  const hook = (await mesh.hooksOf(step.product)).hooks.find(({ id }) => id === step.hook)
  if (hook === undefined) throw stale(step)
  const input = sideInput(findProduct(mesh, step.product), { plug: step.plug, side, outputs: { ...outputs } })
  const onOutput = (name: string, value: JsonValue) => void Object.assign(outputs, { [name]: value })
  const options = { onOutput, ...(stop !== undefined && { signal: stop }) }
  const outcome = await retryCall(() => hosts.of(step.product).call(hook, input, options), retry)
  Object.assign(outputs, outcome.outputs)
}

async function findWanted(mesh: Mesh, step: PlanStep): Promise<{ desired: DesiredPlug; wanted: DesiredStep }> {
  const desired = await describePlug(mesh, findPlug(mesh, step.plug))
  const wanted = desired.steps.find(({ side, hook }) => side === step.side && hook === step.hook)
  if (wanted === undefined) throw stale(step)
  return { desired, wanted }
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
  return { code: error.code, message: error.message, ...(error.hint !== undefined && { hint: error.hint }) }
}
