import type { CheckResult, JsonValue } from '@meshroom/hooks-sdk'
import { findProduct } from '../mesh/find-by-name.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { selectSideHooks } from '../mesh/select-side-hooks.ts'
import type { PlugRef } from '../plan/plan.ts'
import { asIntegration } from '../plan/recorded-integration.ts'
import { type SideOfPlug, sideInput } from './hook-input.ts'
import type { Hosts } from './open-hosts.ts'

export interface CheckOptions {
  readonly plug: PlugRef
  readonly side: SideOfPlug
  readonly outputs: Readonly<Record<string, JsonValue>>
  readonly signal?: AbortSignal | undefined
}

export interface Checked extends CheckResult {
  /** What the hooks put out besides. */
  readonly outputs: Readonly<Record<string, JsonValue>>
}

const gravity = ['present', 'unknown', 'changed', 'absent'] as const

/**
 * Asks the `check` hooks of a side what is on its tenant. Of several, the gravest answer counts.
 *
 * @returns undefined where the side has none
 * @throws what a hook throws
 */
export async function callChecks(
  { mesh, hosts }: { readonly mesh: Mesh; readonly hosts: Hosts },
  { plug, side, outputs, signal }: CheckOptions,
): Promise<Checked | undefined> {
  const hooks = await findChecks(mesh, { plug, side })
  if (hooks.length === 0) return undefined
  let worst: CheckResult = { status: 'present' }
  const found: Record<string, JsonValue> = {}
  for (const hook of hooks) {
    const input = sideInput(findProduct(mesh, side.product), { plug, side, outputs: { ...outputs, ...found } })
    const outcome = await hosts.of(side.product).call(hook, input, signal === undefined ? {} : { signal })
    const result = outcome.result as unknown as CheckResult
    if (gravity.indexOf(result.status) > gravity.indexOf(worst.status)) worst = result
    Object.assign(found, outcome.outputs)
  }
  return { ...worst, outputs: found }
}

/** The `check` hooks of a side. */
export async function findChecks(mesh: Mesh, { plug, side }: Pick<CheckOptions, 'plug' | 'side'>) {
  const { topic, mode } = plug
  const { product, role, target, inputs } = side
  const { hooks } = await mesh.hooksOf(product)
  const integration = inputs.integration && asIntegration(inputs.integration, { product, target })
  return selectSideHooks(hooks, { kind: 'check', role, topic, mode, format: inputs.format, integration }).hooks
}
