import type { Mesh } from '../mesh/mesh.ts'
import type { PlanStep } from '../plan/plan.ts'
import { type Gate, limitConcurrency } from './limit-concurrency.ts'
import { paceStarts, type Wait } from './pace-starts.ts'

/** Lets steps through: first each tenant's own limit, then that of the run. */
export interface Gates {
  pass<T>(step: Pick<PlanStep, 'product' | 'instance'>, task: () => Promise<T>, options?: PassOptions): Promise<T>
  /** Gives the place in the run of a step that has one to others while it waits to be tried again; the tenant is left in peace. */
  aside<T>(task: () => Promise<T>): Promise<T>
}

export interface PassOptions {
  /** A step of the same plug has run: this one comes before those of plugs that nothing is done for yet. */
  readonly goesOn?: boolean
}

/**
 * A product's `concurrency` limits the steps that run at once on one of its tenants. A step that waits for its tenant takes no place in
 * the run, so a busy tenant never holds up the others.
 *
 * @param parallelism most steps that run at once, at least 1
 * @param wait ends early once the run drains
 */
export function openGates({ project }: Pick<Mesh, 'project'>, parallelism: number, wait: Wait): Gates {
  const places = limitConcurrency(parallelism, paceStarts(parallelism, wait))
  const ofInstances = new Map<string, Gate>()
  const gateOf = ({ product, instance }: Pick<PlanStep, 'product' | 'instance'>): Gate | undefined => {
    const limit = project.products.get(product)?.concurrency
    if (limit === undefined) return undefined
    const gate = ofInstances.get(instance) ?? limitConcurrency(limit)
    ofInstances.set(instance, gate)
    return gate
  }
  return {
    pass: (step, task, { goesOn = false } = {}) => {
      const run = () => places.run(task, goesOn)
      return gateOf(step)?.run(run, goesOn) ?? run()
    },
    aside: places.aside,
  }
}
