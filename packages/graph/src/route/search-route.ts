import { advance, conversionsOf, type Step, stepsTo } from './route.ts'
import type { TopicNetwork } from './topic-network.ts'

/** Where a search may not go. */
export interface Bans {
  /** Products that are on the way already. */
  readonly products: ReadonlySet<number>
  /** Products that must not come right after the start. */
  readonly first: ReadonlySet<number>
}

export interface RouteSearch {
  readonly network: TopicNetwork
  readonly target: number
  /** The fewest hops from each product to the target: never more than what is left to pay. */
  readonly distances: ReadonlyMap<number, number>
}

/**
 * Finds the cheapest continuation from any of the starts, which stand for one product reached in different formats; among equal ones
 * the first by names. Costs are small whole numbers, so it looks for a route of the least possible cost, then of one more, and so on:
 * what cannot lead there within the cost looked for is not even noted.
 */
export function searchRoute(search: RouteSearch, starts: readonly Step[], bans: Bans): Step | undefined {
  const least = starts.map((step) => step.cost + (search.distances.get(step.product) ?? Number.POSITIVE_INFINITY))
  for (let budget = Math.min(...least); Number.isFinite(budget); ) {
    const { found, next } = searchWithin(search, { starts, bans, budget })
    if (found) return found
    budget = next
  }
  return undefined
}

interface Attempt {
  readonly starts: readonly Step[]
  readonly bans: Bans
  readonly budget: number
}

/** Looks for a route that costs exactly the budget, given that none costs less; `next` is the least that a longer one could cost. */
function searchWithin(search: RouteSearch, attempt: Attempt): { found: Step | undefined; next: number } {
  const frontier = new Frontier(search.network)
  for (const step of attempt.starts) frontier.offer(step)
  let next = Number.POSITIVE_INFINITY
  for (let cost = 0; cost <= attempt.budget; cost++) {
    for (const step of frontier.at(cost)) {
      if (step.product === search.target) return { found: step, next }
      next = Math.min(next, expand(step, frontier, { ...search, ...attempt }))
    }
  }
  return { found: undefined, next }
}

/** Offers what follows a step within the budget; answers the least cost of what does not. */
function expand(
  step: Step,
  frontier: Frontier,
  { network, distances, starts, bans, budget }: RouteSearch & Attempt,
): number {
  const isStart = starts.includes(step)
  let beyond = Number.POSITIVE_INFINITY
  for (const hop of network.hopsFrom(step.product)) {
    const cost = step.cost + 1 + conversionsOf(step, hop)
    for (const product of network.destinations(hop)) {
      if (product === step.product || bans.products.has(product) || (isStart && bans.first.has(product))) continue
      const total = cost + (distances.get(product) ?? Number.POSITIVE_INFINITY)
      if (total <= budget) frontier.offer(advance(step, hop, product))
      else if (total < beyond) beyond = total
    }
  }
  return beyond
}

/** Steps still to take, by cost; of those that reach a product in one format, only the cheapest, then the first by names. */
class Frontier {
  readonly #names: readonly string[]
  readonly #best = new Map<string, Step>()
  readonly #byCost: Step[][] = []

  constructor({ data }: TopicNetwork) {
    this.#names = data.names
  }

  offer(step: Step): void {
    const state = `${step.product} ${step.format ?? ''}`
    const best = this.#best.get(state)
    if (best && this.#compare(best, step) <= 0) return
    this.#best.set(state, step)
    const sameCost = this.#byCost[step.cost]
    if (sameCost) sameCost.push(step)
    else this.#byCost[step.cost] = [step]
  }

  /** What costs so much, first by names; complete, because every hop costs something. */
  at(cost: number): Step[] {
    const steps = (this.#byCost[cost] ?? []).filter(
      (step) => this.#best.get(`${step.product} ${step.format ?? ''}`) === step,
    )
    return steps.sort((a, b) => this.#compare(a, b))
  }

  #compare(a: Step, b: Step): number {
    return a.cost - b.cost || compareTexts(this.#pathOf(a), this.#pathOf(b))
  }

  #pathOf(step: Step): string[] {
    return stepsTo(step).map(({ product }) => this.#names[product]!)
  }
}

/** Compares lists of texts item by item, in code-unit order. */
export function compareTexts(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((text, index) => text !== b[index])
  if (at < 0) return a.length - b.length
  return b[at] === undefined || a[at]! > b[at]! ? 1 : -1
}
