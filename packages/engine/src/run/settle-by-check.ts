import { explainChange } from '../plan/explain-change.ts'
import type { PlanStep } from '../plan/plan.ts'
import type { DesiredStep } from '../plan/plug-facts.ts'
import { addOutputs, type StepOutputs } from '../state/attribute-outputs.ts'
import type { PlugState } from '../state/plug-state.ts'
import { callChecks } from './call-checks.ts'
import type { StepRunner } from './run-step.ts'

interface Unsettled {
  readonly state: PlugState | undefined
  readonly wanted: DesiredStep
  /** What the check puts out is added. */
  readonly outputs: StepOutputs
}

/**
 * Whether a setup step that began with today's inputs and was cut off, or never heard its tenant's answer, is done all the same, as the `check` hook of its side says. Anything but a
 * clear yes is a no: setup is safe to repeat.
 */
export async function settleByCheck(runner: StepRunner, step: PlanStep, unsettled: Unsettled): Promise<boolean> {
  const { state, wanted, outputs } = unsettled
  const cutOff = state?.steps.find(({ side, hook, outcome }) => {
    return side === wanted.side && hook === wanted.hook && outcome === 'interrupted'
  })
  if (cutOff === undefined || explainChange(cutOff.inputs, wanted.inputs) !== undefined) return false
  try {
    const found = await callChecks(runner, {
      plug: step.plug,
      side: wanted,
      outputs: outputs.values,
      signal: runner.stop,
    })
    if (found?.status !== 'present') return false
    addOutputs(outputs, found.outputs)
    return true
  } catch {
    return false
  }
}
