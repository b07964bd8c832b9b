import { MeshroomError } from '@meshroom/model'
import type { Plan } from '../plan/plan.ts'
import type { Mesh } from './mesh.ts'
import { planDown } from './plan-down.ts'
import { planUp } from './plan-up.ts'

/**
 * Decides a plan anew, as it may have been made a while ago, and confirms that it is the same.
 *
 * @returns the plan as it is now, which is what may be obeyed
 * @throws MeshroomError `PLAN_STALE` when manifests, hooks or state have changed since, or the plan is of another environment
 */
export async function refreshPlan(mesh: Mesh, plan: Plan): Promise<Plan> {
  if (plan.environment !== mesh.environment)
    throw stale(
      `it is of the environment ${plan.environment}`,
      `meshroom up --plan FILE --environment ${plan.environment}`,
    )
  const now = await planAgain(mesh, plan)
  if (now.basis === plan.basis && sameSteps(now, plan)) return now
  throw stale('project or state have changed since', 'meshroom plan')
}

/** What its filter named may be gone altogether. */
async function planAgain(mesh: Mesh, { action, filter }: Plan): Promise<Plan> {
  try {
    return await (action === 'up' ? planUp : planDown)(mesh, filter)
  } catch (cause) {
    if (!(cause instanceof MeshroomError) || !/^(INSTANCE|TOPIC|PLUG)_UNKNOWN$/.test(cause.code)) throw cause
    throw stale(`project or state have changed since: ${cause.message}`, 'meshroom plan')
  }
}

function sameSteps(a: Plan, b: Plan): boolean {
  return a.steps.length === b.steps.length && a.steps.every(({ id }, index) => id === b.steps[index]?.id)
}

function stale(why: string, hint: string): MeshroomError {
  return new MeshroomError('PLAN_STALE', `the plan is not obeyed: ${why}`, { hint })
}
