import { advance, conversionsOf, type Hop, type Step, stepsTo } from './route.ts'
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
}

interface Attempt extends RouteSearch {
  readonly starts: readonly Step[]
  readonly bans: Bans
  /** The fewest hops from each product that may be passed to the target. */
  readonly distances: ReadonlyMap<number, number>
  /** The most that a route may cost. */
  readonly budget: number
}

/**
 * Finds the cheapest continuation from any of the starts, which stand for one product reached in different formats; among equal ones
 * the first by names. Costs are small whole numbers, so it looks for a route of the least possible cost, then of one more, and so on:
 * what cannot lead there within the budget is not even noted.
 */
export function searchRoute(search: RouteSearch, starts: readonly Step[], bans: Bans): Step | undefined {
  const distances = search.network.distancesTo(search.target, bans.products)
  const attempt = { ...search, starts, bans, distances }
  const least = Math.min(...starts.map((start) => leastCost(start, attempt)))
  if (!Number.isFinite(least)) return undefined
  for (let budget = least; ; budget++) {
    const found = searchWithin({ ...attempt, budget })
    if (found) return found
  }
}

/** What a route from the start costs at least; infinite where there is none. */
function leastCost(start: Step, { network, bans, distances }: Omit<Attempt, 'budget'>): number {
  let least = Number.POSITIVE_INFINITY
  for (const hop of network.hopsFrom(start.product)) {
    for (const product of network.destinations(hop)) {
      const left = bans.first.has(product) ? undefined : distances.get(product)
      if (left !== undefined) least = Math.min(least, start.cost + 1 + left)
    }
  }
  return least
}

/** Looks for a route that costs exactly the budget, given that none costs less. */
function searchWithin(attempt: Attempt): Step | undefined {
  const frontier = new Frontier(attempt.network)
  for (const step of attempt.starts) frontier.offer(step)
  for (let cost = 0; cost <= attempt.budget; cost++) {
    for (const step of frontier.at(cost)) {
      if (step.product === attempt.target) return step
      expand(step, frontier, attempt)
    }
  }
  return undefined
}

/** Offers what follows a step within the budget. Where the hop uses it up only the target can follow, so no other is looked at. */
function expand(step: Step, frontier: Frontier, attempt: Attempt): void {
  const { network, target, starts, bans, distances, budget } = attempt
  const isStart = starts.includes(step)
  const isBanned = (product: number) => product === step.product || (isStart && bans.first.has(product))
  for (const hop of network.hopsFrom(step.product)) {
    const left = budget - step.cost - 1 - conversionsOf(step, hop)
    if (left < 0 || (left === 0 && !network.leadsTo(hop, target))) continue
    for (const product of left === 0 ? [target] : network.destinations(hop)) {
      const distance = distances.get(product)
      if (distance === undefined || distance > left || frontier.isReached(product, hop, step) || isBanned(product))
        continue
      frontier.offer(advance(step, hop, product))
    }
  }
}

/** Steps still to take, by cost; of those that reach a product in one format, only the cheapest, then the first by names. */
class Frontier {
  readonly #names: readonly string[]
  readonly #best = new Map<string | undefined, Map<number, Step>>()
  readonly #byCost: Step[][] = []

  constructor({ data }: TopicNetwork) {
    this.#names = data.names
  }

  offer(step: Step): void {
    const best = this.#best.get(step.format)?.get(step.product)
    if (best && this.#compare(best, step) <= 0) return
    this.#best.set(step.format, (this.#best.get(step.format) ?? new Map()).set(step.product, step))
    const sameCost = this.#byCost[step.cost]
    if (sameCost) sameCost.push(step)
    else this.#byCost[step.cost] = [step]
  }

  /** Whether another hop of the same step has led to the product in the same format already. */
  isReached(product: number, { format }: Hop, before: Step): boolean {
    return this.#best.get(format)?.get(product)?.before === before
  }

  /** What costs so much, first by names; complete, because every hop costs something. */
  at(cost: number): Step[] {
    const steps = (this.#byCost[cost] ?? []).filter((step) => this.#best.get(step.format)?.get(step.product) === step)
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
