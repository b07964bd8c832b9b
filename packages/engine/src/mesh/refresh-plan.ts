import { MeshroomError } from '@meshroom/model'
import type { Plan } from '../plan/plan.ts'
import { sayPlug } from '../state/plug-state.ts'
import { changedFacts } from './digest-facts.ts'
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
    throw stale(`it is of the environment ${plan.environment}`, `give it with --environment ${plan.environment}`)
  const now = await planAgain(mesh, plan)
  if (now.basis === plan.basis && sameSteps(now, plan)) return now
  throw stale(`project or state have changed since: ${sayDifference(plan, now)}`, planAnew)
}

/** What its filter named may be gone altogether. */
async function planAgain(mesh: Mesh, { action, filter }: Plan): Promise<Plan> {
  try {
    return await (action === 'up' ? planUp : planDown)(mesh, filter)
  } catch (cause) {
    if (!(cause instanceof MeshroomError) || !/^(INSTANCE|TOPIC|PLUG)_UNKNOWN$/.test(cause.code)) throw cause
    throw stale(`project or state have changed since: ${cause.message}`, planAnew)
  }
}

/** Steps are named with their causes; of the rest that it was made from a plan keeps digests. */
function sayDifference(then: Plan, now: Plan): string {
  const [steps, planned] = [namesOf(now), namesOf(then)]
  const parts = [
    ...sayOnly('to be done now', steps, planned),
    ...sayOnly('planned then', planned, steps),
    ...sayOnly(
      'refused now',
      now.refused.map(({ plug, message }) => `${sayPlug(plug)}: ${message}`),
    ),
  ]
  return parts.length === 0 ? sayFacts(changedFacts(then.basis, now.basis)) : parts.join('; ')
}

function sayFacts(changed: readonly string[]): string {
  const same = 'its steps are the same, but not what they are made from'
  return changed.length === 0 ? same : `${same}: ${changed.join(', ')}`
}

function namesOf({ steps }: Plan): string[] {
  return steps.map(({ id, cause }) => `${id} (${cause})`)
}

/** Most of them to name. */
const mostNamed = 3

function sayOnly(what: string, all: readonly string[], others: readonly string[] = []): string[] {
  const only = all.filter((each) => !others.includes(each))
  if (only.length === 0) return []
  const more = only.length > mostNamed ? ` and ${only.length - mostNamed} more` : ''
  return [`${what}: ${only.slice(0, mostNamed).join(', ')}${more}`]
}

function sameSteps(a: Plan, b: Plan): boolean {
  return a.steps.length === b.steps.length && a.steps.every(({ id }, index) => id === b.steps[index]?.id)
}

const planAnew = 'meshroom plan shows what would be done now; with --out it is written anew'

function stale(why: string, hint: string): MeshroomError {
  return new MeshroomError('PLAN_STALE', `the plan is not obeyed: ${why}`, { hint })
}
