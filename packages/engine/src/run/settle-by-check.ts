import { openSecretDigests, readableSecrets, sayOwner } from '../mesh/digest-secrets.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { explainChange } from '../plan/explain-change.ts'
import type { PlanStep, PlugRef } from '../plan/plan.ts'
import type { DesiredStep } from '../plan/plug-facts.ts'
import type { SecretOwner } from '../ports.ts'
import { addOutputs, type StepOutputs } from '../state/attribute-outputs.ts'
import { canonicalJson } from '../state/canonical-json.ts'
import type { PlugState, StepInputs } from '../state/plug-state.ts'
import { callChecks, findChecks } from './call-checks.ts'
import { asksForSecrets } from './find-secret-calls.ts'
import type { StepRunner } from './run-step.ts'

/** The secrets that a setup step begins with; no digests where it can read none. */
export interface BegunWith {
  readonly secrets?: NonNullable<StepInputs['secrets']>
}

interface Unsettled {
  readonly state: PlugState | undefined
  readonly wanted: DesiredStep
  /** What the check puts out is added. */
  readonly outputs: StepOutputs
  /** As {@link settlingSecrets} finds them now. */
  readonly begun: BegunWith | undefined
}

/**
 * Whether a setup step that began with today's inputs and was cut off, or never heard its tenant's answer, is done all the same, as the `check`
 * hooks of its side say. Anything but a clear yes is a no, as setup is safe to repeat: what is there may be of an earlier setup, and some of what
 * this one was to put out may be missing, so only a check with the option `settles` says yes. Most checks see no secret on the tenant, so one that
 * was changed, or may have been, is a no too.
 */
export async function settleByCheck(runner: StepRunner, step: PlanStep, unsettled: Unsettled): Promise<boolean> {
  const { state, wanted, outputs, begun } = unsettled
  const cutOff = state?.steps.find(({ side, hook, outcome }) => {
    return side === wanted.side && hook === wanted.hook && outcome === 'interrupted'
  })
  if (begun === undefined || cutOff === undefined) return false
  if (explainChange(cutOff.inputs, wanted.inputs) !== undefined) return false
  if (canonicalJson(cutOff.inputs.secrets) !== canonicalJson(begun.secrets)) return false
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

/**
 * The digests of the secrets that a setup step of a side begins with, by which a later run may settle it. No secret is asked for where the side's
 * checks settle nothing.
 *
 * @returns undefined where nothing can be settled: the checks do not say `settles`, or not every secret that the step may read is known
 */
export async function settlingSecrets(
  mesh: Mesh,
  { plug, side }: { readonly plug: PlugRef; readonly side: DesiredStep },
): Promise<BegunWith | undefined> {
  const checks = await findChecks(mesh, { plug, side })
  if (checks.length === 0 || !checks.every(({ options }) => options.settles === true)) return undefined
  const readable = readableSecrets(mesh, plug, side)
  const isWritten = ({ owner, keys }: (typeof readable)[number]) =>
    keys.some((key) => mesh.writtenSecrets.has(`${sayOwner(owner)}.${key}`))
  if (readable.some(isWritten) || (await mayReadOthers(mesh, plug, side))) return undefined
  if (readable.length === 0) return {}
  const { secrets } = await openSecretDigests(mesh)(plug, side)
  return secrets && { secrets }
}

/** Whether there are secrets that no setting declares, and code that may read them. */
async function mayReadOthers(mesh: Mesh, plug: PlugRef, { product, instance }: DesiredStep): Promise<boolean> {
  if (!(await asksForSecrets(mesh, product))) return false
  const declared = readableSecrets(mesh, plug, { product, instance })
  const hasOthers = async (owner: SecretOwner) => {
    const { keys = [] } = declared.find((each) => sayOwner(each.owner) === sayOwner(owner)) ?? {}
    const there = await mesh.ports.secrets.keys(owner).catch(() => undefined)
    return there === undefined || there.some((key) => !keys.includes(key))
  }
  const owners: readonly SecretOwner[] = [
    { kind: 'instance', product, instance },
    { kind: 'plug', ...plug },
  ]
  return (await Promise.all(owners.map(hasOthers))).includes(true)
}
