import { plugKey } from '../state/plug-state.ts'
import type { PlanStep, PlugRef } from './plan.ts'
import type { DesiredStep, TeardownStep } from './plug-facts.ts'

/** `<source>/<destination>/<topic>/<mode>/<side>/<action>/<hook id>`. */
export function stepId(plug: PlugRef, { action, side, hook }: Pick<PlanStep, 'action' | 'side' | 'hook'>): string {
  return `${plugKey(plug)}/${side}/${action}/${hook}`
}

/** A setup step with its cause. */
export function setupStep(plug: PlugRef, step: DesiredStep, cause: string): PlanStep {
  return planStep(plug, { ...step, action: 'setup', cause })
}

/** A teardown step with its cause. */
export function teardownStep(plug: PlugRef, step: TeardownStep, cause: string): PlanStep {
  return planStep(plug, { ...step, action: 'teardown', cause })
}

function planStep(plug: PlugRef, step: Omit<PlanStep, 'id' | 'plug'>): PlanStep {
  const { action, side, product, instance, hook, title, cause } = step
  return { id: stepId(plug, step), action, plug, side, product, instance, hook, title, cause }
}
