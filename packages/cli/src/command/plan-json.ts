import type { Plan } from '@meshroom/engine'
import { summarizePlan } from '../draw/draw-plan.ts'

/** A plan as `plan --json` prints it. */
export function planJson(plan: Plan) {
  return {
    action: plan.action,
    environment: plan.environment,
    steps: plan.steps,
    unchanged: plan.unchanged,
    refused: plan.refused,
    summary: summarizePlan(plan),
  }
}

/** The exit code that a plan as such has: it cannot be carried out where a plug of it is refused. */
export function isWhole(plan: Plan): boolean {
  return plan.refused.length === 0
}
