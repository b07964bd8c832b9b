import type { Edge } from '../capability-graph/edge.ts'

/** A way for a topic from one product to another. */
export interface Route {
  /** Hops and conversions together. */
  readonly cost: number
  /** How often a product on the way takes the topic in one format and passes it on in another. */
  readonly conversions: number
  readonly hops: readonly Edge[]
}

/** A partial route: the last hop of a chain that leads back to where the route starts. */
export interface Step {
  readonly product: number
  /** Format in which the topic came here, in lower case; unset where nothing says. */
  readonly format: string | undefined
  readonly cost: number
  readonly conversions: number
  /** The declarations of the last hop; absent at the start. */
  readonly hop: Hop | undefined
  readonly before: Step | undefined
}

/** How a topic can leave a product: the matching declarations, and the products at the other end. */
export interface Hop {
  readonly from: number
  readonly to: number
  readonly format: string | undefined
}

export function startAt(product: number): Step {
  return { product, format: undefined, cost: 0, conversions: 0, hop: undefined, before: undefined }
}

/** What a hop costs besides itself: a conversion, where both formats are known and differ. */
export function conversionsOf(before: Step, hop: Hop): number {
  return before.format !== undefined && hop.format !== undefined && before.format !== hop.format ? 1 : 0
}

export function advance(before: Step, hop: Hop, product: number): Step {
  const converted = conversionsOf(before, hop)
  return {
    product,
    format: hop.format,
    cost: before.cost + 1 + converted,
    conversions: before.conversions + converted,
    hop,
    before,
  }
}

/** From the start to the step given. */
export function stepsTo(last: Step): Step[] {
  const steps: Step[] = []
  for (let step: Step | undefined = last; step !== undefined; step = step.before) steps.push(step)
  return steps.reverse()
}
