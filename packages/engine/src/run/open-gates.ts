import type { Mesh } from '../mesh/mesh.ts'
import type { PlanStep } from '../plan/plan.ts'
import { type Gate, limitConcurrency } from './limit-concurrency.ts'

/** Lets steps through: first each tenant's own limit, then that of the run. */
export interface Gates {
  pass<T>(step: Pick<PlanStep, 'product' | 'instance'>, task: Task<T>): Promise<T>
}

interface Task<T> {
  /** Done ahead, for a few of those that wait for their place in the run. */
  prepare?(): Promise<void>
  run(): Promise<T>
}

/**
 * A product's `concurrency` limits the steps that run at once on one of its tenants. A step that waits for its tenant takes no place in
 * the run, so a busy tenant never holds up the others.
 *
 * @param parallelism most steps that run at once, at least 1
 */
export function openGates({ project }: Pick<Mesh, 'project'>, parallelism: number): Gates {
  const places = limitConcurrency(parallelism)
  const ahead = limitConcurrency(2 * parallelism)
  const ofInstances = new Map<string, Gate>()
  const gateOf = ({ product, instance }: Pick<PlanStep, 'product' | 'instance'>): Gate | undefined => {
    const limit = project.products.get(product)?.concurrency
    if (limit === undefined) return undefined
    const gate = ofInstances.get(instance) ?? limitConcurrency(limit)
    ofInstances.set(instance, gate)
    return gate
  }
  return {
    pass: (step, { prepare, run }) => {
      const enter = () =>
        ahead.run(async () => {
          if (places.isFull) await prepare?.()
          return places.run(run)
        })
      return gateOf(step)?.run(enter) ?? enter()
    },
  }
}
