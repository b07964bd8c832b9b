import { explainChange } from '../plan/explain-change.ts'
import type { PlanStep } from '../plan/plan.ts'
import type { DesiredStep } from '../plan/plug-facts.ts'
import { addOutputs, type StepOutputs } from '../state/attribute-outputs.ts'
import type { PlugState } from '../state/plug-state.ts'
import { callChecks, findChecks } from './call-checks.ts'
import type { StepRunner } from './run-step.ts'

interface Unsettled {
  readonly state: PlugState | undefined
  readonly wanted: DesiredStep
  /** What the check puts out is added. */
  readonly outputs: StepOutputs
}

/**
 * Whether a setup step that began with today's inputs and was cut off, or never heard its tenant's answer, is done all the same, as the `check`
 * hooks of its side say. Anything but a clear yes is a no, as setup is safe to repeat: what is there may be of an earlier setup, and some of what
 * this one was to put out may be missing, so only a check with the option `settles` says yes.
 */
export async function settleByCheck(runner: StepRunner, step: PlanStep, unsettled: Unsettled): Promise<boolean> {
  const { state, wanted, outputs } = unsettled
  const cutOff = state?.steps.find(({ side, hook, outcome }) => {
    return side === wanted.side && hook === wanted.hook && outcome === 'interrupted'
  })
  if (cutOff === undefined || explainChange(cutOff.inputs, wanted.inputs) !== undefined) return false
  const checks = await findChecks(runner.mesh, { plug: step.plug, side: wanted })
  if (!checks.every(({ options }) => options.settles === true)) return false
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
