import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildCapabilityGraph, type CapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import type { ProductData } from '../capability-graph/graph-data.ts'
import type { CapabilityData, Mode } from '../match/capability.ts'
import type { Route } from './route.ts'

const produces = (topic: string, format?: string): CapabilityData => ({ role: 'producer', topic, format })
const consumes = (topic: string, format?: string): CapabilityData => ({ role: 'consumer', topic, format })
const product = (name: string, ...capabilities: CapabilityData[]): ProductData => ({ name, capabilities })
const path = ({ hops, cost, conversions }: Route) => [
  [hops[0]?.source, ...hops.map(({ destination }) => destination)].join(' → '),
  cost,
  conversions,
]

describe('a route', () => {
  test('leads through whoever takes the topic and passes it on, cheapest first', () => {
    const graph = buildCapabilityGraph([
      product('edr', produces('alerts', 'ecs')),
      product('pipeline', consumes('alerts', 'ecs'), produces('alerts', 'ocsf')),
      product('siem', consumes('alerts', 'ecs'), produces('alerts', 'ecs')),
      product('lake', consumes('alerts', 'ecs'), produces('alerts', 'ecs')),
      product('soar', consumes('alerts', 'ocsf')),
    ])
    expect(graph.route('edr', 'soar', 'alerts').map(path)).toEqual([
      ['edr → pipeline → soar', 3, 1],
      ['edr → lake → pipeline → soar', 4, 1],
      ['edr → siem → pipeline → soar', 4, 1],
    ])
    expect(graph.route('edr', 'soar', 'alerts', { limit: 1 })).toHaveLength(1)
    expect(graph.route('soar', 'edr', 'alerts')).toEqual([])
    expect(graph.route('edr', 'soar', 'events')).toEqual([])
    expect(graph.route('edr', 'edr', 'alerts')).toEqual([])
  })

  test('refuses products that are not there', () => {
    const graph = buildCapabilityGraph([product('edr')])
    expect(() => graph.route('edr', 'soar', 'alerts')).toThrow(
      expect.objectContaining({ code: 'GRAPH_UNKNOWN_PRODUCT' }),
    )
  })
})

/** The oracle: every way without passing a product twice, each along the cheapest of all its choices of edges. */
function everyRoute(
  graph: CapabilityGraph,
  from: string,
  to: string,
  topic: string,
): { names: string[]; cost: number }[] {
  const edges = [...graph.edges()].filter((edge) => [edge.from, edge.to].every((end) => (end.topic ?? topic) === topic))
  const best = new Map<string, { names: string[]; cost: number }>()
  const visit = (names: string[], format: string | undefined, cost: number): void => {
    const at = names.at(-1)!
    if (at === to) {
      const key = names.join('\n')
      if (!best.has(key) || best.get(key)!.cost > cost) best.set(key, { names, cost })
      return
    }
    for (const edge of edges.filter(({ source, destination }) => source === at && !names.includes(destination))) {
      const next = edge.format?.toLowerCase()
      const converts = format !== undefined && next !== undefined && next !== format
      visit([...names, edge.destination], next, cost + 1 + (converts ? 1 : 0))
    }
  }
  if (from !== to) visit([from], undefined, 0)
  const order = (a: string[], b: string[]) => {
    const at = a.findIndex((name, index) => name !== b[index])
    return b[at] === undefined || a[at]! > b[at]! ? 1 : -1
  }
  return [...best.values()].sort((a, b) => a.cost - b.cost || order(a.names, b.names))
}

test('the routes found are the first of all that there are', () => {
  const capability = fc.record(
    {
      role: fc.constantFrom<CapabilityData['role'][]>(
        'consumer',
        'producer',
        'consumer',
        'producer',
        'trigger',
        'executor',
      ),
      topic: fc.constantFrom('alerts', 'alerts', 'events', undefined),
      format: fc.constantFrom('ecs', 'ECS', 'ocsf', 'stix', undefined),
      mode: fc.constantFrom<(Mode | undefined)[]>('pull', undefined, undefined),
    },
    { requiredKeys: ['role', 'topic'] },
  )
  const products = fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      capabilities: fc.array(capability, { maxLength: 5 }),
    }),
    { selector: ({ name }) => name, minLength: 2 },
  )
  fc.assert(
    fc.property(products, fc.integer({ min: 1, max: 8 }), (given, limit) => {
      const graph = buildCapabilityGraph(given)
      const [from, to] = [given[0]!.name, given[1]!.name]
      const found = graph.route(from, to, 'alerts', { limit })
      const expected = everyRoute(graph, from, to, 'alerts').slice(0, limit)
      expect(found.map(({ hops, cost }) => ({ names: [from, ...hops.map((hop) => hop.destination)], cost }))).toEqual(
        expected,
      )
      for (const { hops, cost, conversions } of found) {
        expect(cost).toBe(hops.length + conversions)
        expect(hops.slice(1).map(({ source }) => source)).toEqual(
          hops.slice(0, -1).map(({ destination }) => destination),
        )
      }
    }),
    { numRuns: 1000 },
  )
})
