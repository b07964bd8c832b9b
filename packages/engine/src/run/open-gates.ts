import type { Mesh } from '../mesh/mesh.ts'
import type { PlanStep } from '../plan/plan.ts'
import { type Gate, limitConcurrency } from './limit-concurrency.ts'
import { paceStarts } from './pace-starts.ts'

/** Lets steps through: first each tenant's own limit, then that of the run. */
export interface Gates {
  pass<T>(step: Pick<PlanStep, 'product' | 'instance'>, task: () => Promise<T>): Promise<T>
}

/**
 * A product's `concurrency` limits the steps that run at once on one of its tenants. A step that waits for its tenant takes no place in
 * the run, so a busy tenant never holds up the others.
 *
 * @param parallelism most steps that run at once, at least 1
 */
export function openGates({ project }: Pick<Mesh, 'project'>, parallelism: number): Gates {
  const places = limitConcurrency(parallelism, paceStarts(parallelism))
  const ofInstances = new Map<string, Gate>()
  const gateOf = ({ product, instance }: Pick<PlanStep, 'product' | 'instance'>): Gate | undefined => {
    const limit = project.products.get(product)?.concurrency
    if (limit === undefined) return undefined
    const gate = ofInstances.get(instance) ?? limitConcurrency(limit)
    ofInstances.set(instance, gate)
    return gate
  }
  return {
    pass: (step, task) => gateOf(step)?.run(() => places.run(task)) ?? places.run(task),
  }
}
