import { type Mesh, type Plan, type PlugRef, planUp, type RunReport } from '@meshroom/engine'
import { drawPlug } from '../draw/draw-plug.ts'

/** A plug that is not as it should be after a run. */
export interface Outstanding {
  readonly plug: PlugRef
  /** `refused PLUG_NO_MATCH`, `not set up`, `not torn down` */
  readonly why: string
}

/**
 * What is not as it should be once a plan was obeyed. An `up` of a part of the mesh leaves the rest of it as it was: that is planned for, to know.
 *
 * @returns in the order of a plan, each plug once
 */
export async function findOutstanding(mesh: Mesh, plan: Plan, report: RunReport): Promise<readonly Outstanding[]> {
  const left = plan.action === 'up' && !isOfWhole(plan) ? await planUp(mesh) : withoutDone(plan, report)
  const found = [
    ...left.steps.map(({ plug, action }) => ({ plug, why: action === 'setup' ? 'not set up' : 'not torn down' })),
    ...left.refused.map(({ plug, code }) => ({ plug, why: `refused ${code}` })),
  ]
  return [...new Map(found.map((each) => [drawPlug(each.plug), each])).values()]
}

/** Whether a plan is about every plug. */
export function isOfWhole({ filter }: Pick<Plan, 'filter'>): boolean {
  return Object.values(filter).every((part) => part === undefined || part.length === 0)
}

function withoutDone(plan: Plan, { succeeded }: RunReport): Pick<Plan, 'steps' | 'refused'> {
  const done = new Set(succeeded)
  return { steps: plan.steps.filter(({ id }) => !done.has(id)), refused: plan.refused }
}
