import { exchangeOf } from '../capability-graph/edge.ts'
import { type GraphData, indexOf, numberOf } from '../capability-graph/graph-data.ts'
import { advance, type Route, type Step, startAt, stepsTo } from './route.ts'
import { compareTexts, type RouteSearch, searchRoute } from './search-route.ts'
import { TopicNetwork } from './topic-network.ts'

/** What routes are looked for. */
export interface RouteOptions {
  /** Most routes to find; 3 where unset. */
  readonly limit?: number | undefined
}

/** The ends of a route, and what it carries. */
export interface RouteRequest {
  readonly from: string
  readonly to: string
  readonly topic: string
}

/**
 * Finds the cheapest ways for a topic from one product to another, through others that take it and pass it on; no product is passed
 * twice, and no two routes pass the same products. Cheapest first, equal ones by names. This is Yen's algorithm: each further route
 * leaves an earlier one at some product.
 */
export function findRoutes(
  data: GraphData,
  { from, to, topic }: RouteRequest,
  { limit = 3 }: RouteOptions = {},
): Route[] {
  const network = new TopicNetwork(data, topic)
  const target = numberOf(data, to)
  const search = { network, target }
  const start = startAt(numberOf(data, from))
  if (start.product === target) return []
  const found: Step[] = []
  const candidates = new Map<string, Step>()
  let next = searchRoute(search, [start], { products: new Set([start.product]), first: new Set() })
  while (next !== undefined && found.length < limit) {
    found.push(next)
    for (const candidate of detours(search, found)) candidates.set(pathKey(candidate), candidate)
    next = takeBest(data, candidates)
  }
  return found.map((step) => describeRoute(data, step))
}

/** The cheapest route that leaves the last one found at each of its products, and goes on unlike every one found. */
function detours(search: RouteSearch, found: readonly Step[]): Step[] {
  const paths = found.map(pathOf)
  const last = paths.at(-1)!
  return last.slice(0, -1).flatMap((_, at) => {
    const root = last.slice(0, at + 1)
    const alike = paths.filter((path) => root.every((product, index) => path[index] === product))
    const first = new Set(alike.map((path) => path[at + 1]!))
    return searchRoute(search, walk(search.network, root), { products: new Set(root), first }) ?? []
  })
}

/** Every way to walk along given products that is cheapest for the format in which it ends. */
function walk(network: TopicNetwork, [first, ...rest]: readonly number[]): Step[] {
  return rest.reduce((steps, product) => follow(network, steps, product), [startAt(first!)])
}

function follow(network: TopicNetwork, steps: readonly Step[], product: number): Step[] {
  const best = new Map<string | undefined, Step>()
  for (const step of steps) {
    for (const hop of network.hopsFrom(step.product)) {
      if (!network.leadsTo(hop, product)) continue
      const next = advance(step, hop, product)
      const known = best.get(next.format)
      if (known === undefined || next.cost < known.cost) best.set(next.format, next)
    }
  }
  return [...best.values()]
}

function takeBest(data: GraphData, candidates: Map<string, Step>): Step | undefined {
  const names = (step: Step) => pathOf(step).map((product) => data.names[product]!)
  const [best] = [...candidates.values()].sort((a, b) => a.cost - b.cost || compareTexts(names(a), names(b)))
  if (best) candidates.delete(pathKey(best))
  return best
}

function pathOf(step: Step): number[] {
  return stepsTo(step).map(({ product }) => product)
}

function pathKey(step: Step): string {
  return pathOf(step).join()
}

function describeRoute(data: GraphData, last: Step): Route {
  const index = indexOf(data)
  const hops = stepsTo(last).flatMap(({ before, hop, product }) => {
    if (before === undefined || hop === undefined) return []
    const exchange = exchangeOf(index.capability(hop.from), index.capability(hop.to))
    return [{ source: data.names[before.product]!, destination: data.names[product]!, ...exchange }]
  })
  return { cost: last.cost, conversions: last.conversions, hops }
}
