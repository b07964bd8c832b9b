import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CapabilityData, Mode, Role } from '../match/capability.ts'
import { explainMismatch } from '../match/explain-mismatch.ts'
import { matchCapabilities } from '../match/match-capabilities.ts'
import { buildCapabilityGraph, type CapabilityGraph } from './build-capability-graph.ts'
import type { Edge, EdgeFilter } from './edge.ts'
import type { ProductData } from './graph-data.ts'

/*
 * The oracle: what each answer means, worked out by trying every pair of declarations of every two products. It shares no code with the
 * graph but matchCapabilities.
 */

const isSource = ({ role }: CapabilityData) => role === 'producer' || role === 'trigger'

/** What makes two declarations the same: every word but the order of keys, and that push is what an unset mode says. */
function wordsOf(capability: CapabilityData): string {
  const set = Object.entries({ ...capability, mode: capability.mode ?? 'push' }).filter(
    ([, value]) => value !== undefined,
  )
  return JSON.stringify(set.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function distinct(capabilities: readonly CapabilityData[]): CapabilityData[] {
  return [...new Map(capabilities.map((capability) => [wordsOf(capability), capability])).values()]
}

function everyEdge(products: readonly ProductData[]): Omit<Edge, 'from' | 'to'>[] {
  return products.flatMap((a) =>
    products
      .filter((b) => b.name !== a.name)
      .flatMap((b) =>
        distinct(a.capabilities)
          .filter(isSource)
          .flatMap((from) =>
            distinct(b.capabilities)
              .filter((to) => matchCapabilities(from, to))
              .map((to) => ({
                source: a.name,
                destination: b.name,
                topic: from.topic ?? to.topic,
                mode: from.mode ?? 'push',
                format: from.format ?? to.format,
                pair: [wordsOf(from), wordsOf(to)],
              })),
          ),
      ),
  )
}

const comparable = (edges: Iterable<Edge>) =>
  [...edges].map(({ from, to, ...edge }) => JSON.stringify({ ...edge, pair: [wordsOf(from), wordsOf(to)] })).sort()
const texts = (edges: readonly object[]) => edges.map((edge) => JSON.stringify(edge)).sort()

const capability: fc.Arbitrary<CapabilityData> = fc.record(
  {
    role: fc.constantFrom<Role[]>('consumer', 'producer', 'trigger', 'executor'),
    topic: fc.constantFrom('alerts', 'events', 'contain', undefined),
    mode: fc.constantFrom<(Mode | undefined)[]>('push', 'pull', undefined),
    format: fc.constantFrom('ecs', 'ECS', 'stix', undefined),
    protocol: fc.constantFrom('tcp', 'udp', 'TCP', undefined),
    port: fc.constantFrom(1, '1', true, undefined),
  },
  { requiredKeys: ['role'] },
)
const name = fc.constantFrom('a', 'B', 'edr', 'siem', 'é', 'edr2')
const products: fc.Arbitrary<ProductData[]> = fc.uniqueArray(
  fc.record({ name, capabilities: fc.array(capability, { maxLength: 8 }) }),
  { selector: (product) => product.name, maxLength: 6 },
)
const filter: fc.Arbitrary<Pick<EdgeFilter, 'topic' | 'mode' | 'format'>> = fc.record(
  {
    topic: fc.constantFrom('alerts', 'events', 'nothing'),
    mode: fc.constantFrom<Mode[]>('push', 'pull'),
    format: fc.constantFrom('Ecs', 'stix'),
  },
  { requiredKeys: [] },
)

function isMeant(edge: Omit<Edge, 'from' | 'to'>, { topic, mode, format }: EdgeFilter): boolean {
  return (
    (topic === undefined || edge.topic === topic) &&
    (mode === undefined || edge.mode === mode) &&
    (format === undefined || edge.format?.toLowerCase() === format.toLowerCase())
  )
}

const check = (property: (graph: CapabilityGraph, products: ProductData[]) => void) =>
  fc.assert(
    fc.property(products, (given) => property(buildCapabilityGraph(given), given)),
    { numRuns: 300 },
  )

describe('agrees with trying every pair', () => {
  test('edges and their number', () => {
    check((graph, given) => {
      expect(comparable(graph.edges())).toEqual(texts(everyEdge(given)))
      expect(graph.edgeCount).toBe(everyEdge(given).length)
    })
  })

  test('edges of a filter, in the order that they have without it', () => {
    fc.assert(
      fc.property(products, filter, fc.array(name, { minLength: 3, maxLength: 3 }), (given, wanted, names) => {
        const graph = buildCapabilityGraph(given)
        const [source, destination, product] = names.map((n) => (graph.has(n) && n !== 'é' ? n : undefined))
        const found = [...graph.edges({ ...wanted, source, destination, product })]
        const expected = [...graph.edges()].filter(
          (edge) =>
            isMeant(edge, wanted) &&
            (source === undefined || edge.source === source) &&
            (destination === undefined || edge.destination === destination) &&
            (product === undefined || edge.source === product || edge.destination === product),
        )
        expect(found).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })

  test('neighbours', () => {
    fc.assert(
      fc.property(products, filter, fc.constantFrom('in', 'out', undefined), (given, wanted, direction) => {
        const graph = buildCapabilityGraph(given)
        const all = everyEdge(given).filter((edge) => isMeant(edge, wanted))
        for (const self of graph.products) {
          const out = all.filter(({ source }) => source === self && direction !== 'in')
          const incoming = all.filter(({ destination }) => destination === self && direction !== 'out')
          const others = graph.products.map((product) => {
            const [to, from] = [
              out.filter(({ destination }) => destination === product),
              incoming.filter(({ source }) => source === product),
            ]
            const topics = [...new Set([...to, ...from].map(({ topic }) => topic))].sort()
            return { product, topics, outgoing: to.length, incoming: from.length }
          })
          const expected = others.filter(({ topics }) => topics.length > 0)
          expect([...graph.neighbors(self, { ...wanted, direction })]).toEqual(expected)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('edges between two products', () => {
    check((graph, given) => {
      for (const a of graph.products) {
        for (const b of graph.products) {
          const joins = (edge: { source: string; destination: string }) =>
            (edge.source === a && edge.destination === b) || (edge.source === b && edge.destination === a)
          expect(comparable(graph.between(a, b))).toEqual(texts(everyEdge(given).filter(joins)))
        }
      }
    })
  })

  test('openness, hubs and components', () => {
    check((graph, given) => {
      const edges = everyEdge(given)
      const pairs = new Set(edges.map(({ source, destination }) => `${source} ${destination}`))
      expect(graph.openness).toBeCloseTo(given.length < 2 ? 0 : pairs.size / (given.length * (given.length - 1)))
      for (const hub of graph.hubs) {
        const out = edges.filter(({ source }) => source === hub.product).map(({ destination }) => destination)
        const incoming = edges.filter(({ destination }) => destination === hub.product).map(({ source }) => source)
        expect(hub).toEqual({
          product: hub.product,
          neighbors: new Set([...out, ...incoming]).size,
          destinations: new Set(out).size,
          sources: new Set(incoming).size,
          edges: out.length + incoming.length,
        })
      }
      const ranks = graph.hubs.map(({ neighbors, edges: count }) => neighbors * 1e6 + count)
      expect(ranks).toEqual([...ranks].sort((a, b) => b - a))
      expect(graph.components).toEqual(everyComponent(graph.products, edges))
    })
  })

  test('topics', () => {
    check((graph, given) => {
      const named = new Set(given.flatMap(({ capabilities }) => capabilities.flatMap(({ topic }) => topic ?? [])))
      const holders = (topic: string, role: Role) =>
        given.filter(({ capabilities }) => capabilities.some((c) => c.topic === topic && c.role === role)).length
      expect(graph.topics).toEqual(
        [...named].sort().map((topic) => ({
          topic,
          consumers: holders(topic, 'consumer'),
          producers: holders(topic, 'producer'),
          triggers: holders(topic, 'trigger'),
          executors: holders(topic, 'executor'),
          edges: everyEdge(given).filter((edge) => edge.topic === topic).length,
        })),
      )
    })
  })

  test('explanations: what meets, what nearly does and why, what nothing answers', () => {
    check((graph, given) => {
      const byName = new Map(given.map((product) => [product.name, product.capabilities]))
      for (const [a, b] of graph.products.flatMap((x) => graph.products.map((y) => [x, y] as const))) {
        const { edges, nearMisses, unanswered } = graph.explain(a, b, 'alerts')
        const on = (product: string) =>
          distinct(byName.get(product)!).filter(({ topic }) => topic === undefined || topic === 'alerts')
        expect(edges).toEqual(graph.between(a, b).filter(({ topic }) => topic === undefined || topic === 'alerts'))
        const complementary = (from: CapabilityData, to: CapabilityData) =>
          isSource(from) && matchCapabilities({ role: from.role }, { role: to.role })
        const pairs = (
          a === b
            ? []
            : [
                [a, b],
                [b, a],
              ]
        ).flatMap(([source, destination]) =>
          on(source!).flatMap((from) =>
            on(destination!).flatMap((to) =>
              complementary(from, to) && !matchCapabilities(from, to)
                ? [JSON.stringify([source, wordsOf(from), wordsOf(to), explainMismatch(from, to)])]
                : [],
            ),
          ),
        )
        expect(
          nearMisses
            .map(({ source, from, to, reasons }) => JSON.stringify([source, wordsOf(from), wordsOf(to), reasons]))
            .sort(),
        ).toEqual(pairs.sort())
        const alone = (
          a === b
            ? []
            : [
                [a, b],
                [b, a],
              ]
        ).flatMap(([product, target]) =>
          on(product!).filter(
            (c) => !on(target!).some((other) => matchCapabilities({ role: c.role }, { role: other.role })),
          ),
        )
        expect(unanswered.map((entry) => wordsOf(entry.capability)).sort()).toEqual(alone.map(wordsOf).sort())
      }
    })
  })

  test('any number of changes leads where building anew does, and leaves the graph before as it was', () => {
    const change = fc.oneof(fc.record({ name, capabilities: fc.array(capability, { maxLength: 8 }) }), name)
    fc.assert(
      fc.property(products, fc.array(change, { maxLength: 6 }), (given, changes) => {
        let graph = buildCapabilityGraph(given)
        let expected = new Map(given.map((product) => [product.name, product]))
        for (const step of changes) {
          const before = comparable(graph.edges())
          const next = typeof step === 'string' ? graph.without(step) : graph.with(step)
          expected = new Map(expected)
          if (typeof step === 'string') expected.delete(step)
          else expected.set(step.name, step)
          expect(comparable(graph.edges())).toEqual(before)
          expect(graph.edgeCount).toBe(before.length)
          const anew = buildCapabilityGraph([...expected.values()])
          expect([...next.edges()]).toEqual([...anew.edges()])
          expect(next.edgeCount).toBe(anew.edgeCount)
          expect(next.products).toEqual(anew.products)
          expect(next.hubs).toEqual(anew.hubs)
          expect(next.components).toEqual(anew.components)
          expect(next.topics).toEqual(anew.topics)
          graph = next
        }
      }),
      { numRuns: 200 },
    )
  })
})

/** Components by flooding from each product along the edges. */
function everyComponent(
  names: readonly string[],
  edges: readonly { source: string; destination: string }[],
): string[][] {
  const left = new Set(names)
  const components: string[][] = []
  for (const start of names) {
    if (!left.delete(start)) continue
    const found = [start]
    for (const at of found) {
      for (const { source, destination } of edges) {
        if (source === at && left.delete(destination)) found.push(destination)
        if (destination === at && left.delete(source)) found.push(source)
      }
    }
    components.push(found.sort())
  }
  return components.sort((a, b) => b.length - a.length || (a[0]! < b[0]! ? -1 : 1))
}

describe('order', () => {
  test('is the same whatever the order of products, capabilities and keys', () => {
    fc.assert(
      fc.property(products, fc.infiniteStream(fc.nat()), (given, random) => {
        const shuffle = <T>(items: readonly T[]) =>
          items
            .map((item) => ({ item, at: random.next().value }))
            .sort((a, b) => a.at - b.at)
            .map(({ item }) => item)
        const shuffled = shuffle(given).map((product) => ({
          ...product,
          capabilities: shuffle(product.capabilities).map(
            (entry) => Object.fromEntries(shuffle(Object.entries(entry))) as unknown as CapabilityData,
          ),
        }))
        expect([...buildCapabilityGraph(shuffled).edges()]).toEqual([...buildCapabilityGraph(given).edges()])
      }),
    )
  })

  test('is by declaration of the source, then of the destination, then by names in code-unit order', () => {
    const graph = buildCapabilityGraph([
      {
        name: 'b',
        capabilities: [
          { role: 'producer', topic: 'events' },
          { role: 'producer', topic: 'alerts' },
        ],
      },
      { name: 'a', capabilities: [{ role: 'producer', topic: 'events' }] },
      { name: 'é', capabilities: [{ role: 'consumer' }] },
      { name: 'Z', capabilities: [{ role: 'consumer', topic: 'events' }] },
    ])
    expect(
      [...graph.edges()].map(({ source, destination, topic, to }) => [topic, to.topic, source, destination]),
    ).toEqual([
      ['alerts', undefined, 'b', 'é'],
      ['events', undefined, 'a', 'é'],
      ['events', undefined, 'b', 'é'],
      ['events', 'events', 'a', 'Z'],
      ['events', 'events', 'b', 'Z'],
    ])
  })
})

describe('what an edge is', () => {
  test('a declaration repeated word for word counts once, one that differs in any word counts again', () => {
    const graph = buildCapabilityGraph([
      {
        name: 'edr',
        capabilities: [
          { role: 'producer', topic: 'events', mode: 'push', format: 'ecs' },
          { mode: 'push', topic: 'events', role: 'producer', format: 'ecs' },
          { role: 'producer', topic: 'events', format: 'ecs' },
          { role: 'producer', topic: 'events', mode: 'push', format: 'ECS' },
        ],
      },
      { name: 'siem', capabilities: [{ role: 'consumer', topic: 'events', format: 'Ecs' }] },
    ])
    expect(graph.edgeCount).toBe(2)
    expect([...graph.edges()].map(({ format }) => format)).toEqual(['ECS', 'ecs'])
  })

  test('no product connects to itself', () => {
    const graph = buildCapabilityGraph([
      { name: 'xdr', capabilities: [{ role: 'producer', topic: 'alerts' }, { role: 'consumer' }] },
    ])
    expect(graph.edgeCount).toBe(0)
    expect(graph.between('xdr', 'xdr')).toEqual([])
  })

  test('null is what unset is', () => {
    const loose = { role: 'producer', topic: null, mode: null, format: null, port: null } as unknown as CapabilityData
    const graph = buildCapabilityGraph([
      { name: 'a', capabilities: [loose, { role: 'producer' }] },
      { name: 'b', capabilities: [{ role: 'consumer', topic: 'events', port: 1 }] },
    ])
    expect(graph.edgeCount).toBe(1)
    expect(graph.capabilities('a')).toEqual([{ role: 'producer', mode: 'push' }])
  })

  test('what was handed in may change afterwards; the graph does not', () => {
    const declared = { role: 'producer' as const, topic: 'alerts' }
    const graph = buildCapabilityGraph([
      { name: 'a', capabilities: [declared] },
      { name: 'b', capabilities: [{ role: 'consumer', topic: 'alerts' }] },
    ])
    declared.topic = 'events'
    expect([...graph.edges()].map(({ topic, from }) => [topic, from.topic])).toEqual([['alerts', 'alerts']])
    expect(() => Object.assign(graph.capabilities('a')[0]!, { topic: 'x' })).toThrow(TypeError)
  })
})

describe('refuses', () => {
  const consumer: CapabilityData = { role: 'consumer' }

  test('two products of one name', () => {
    expect(() =>
      buildCapabilityGraph([
        { name: 'a', capabilities: [] },
        { name: 'a', capabilities: [] },
      ]),
    ).toThrow(expect.objectContaining({ code: 'GRAPH_DUPLICATE_PRODUCT', data: { name: 'a' } }))
  })

  test.each<[string, object]>([
    ['role', { role: 'constructor' }],
    ['role', {}],
    ['mode', { role: 'consumer', mode: 'pushy' }],
    ['topic', { role: 'consumer', topic: 5 }],
    ['format', { role: 'consumer', format: [] }],
    ['port', { role: 'consumer', port: { from: 1 } }],
  ])('a capability with a wrong %s', (word, wrong) => {
    expect(() => buildCapabilityGraph([{ name: 'a', capabilities: [wrong as CapabilityData] }])).toThrow(
      expect.objectContaining({ code: 'GRAPH_INVALID_CAPABILITY', message: expect.stringContaining(word) }),
    )
  })

  test('a question about a product that is not there', () => {
    const graph = buildCapabilityGraph([{ name: 'a', capabilities: [consumer] }])
    const unknown = expect.objectContaining({ code: 'GRAPH_UNKNOWN_PRODUCT', data: { name: 'b' } })
    expect(() => [...graph.neighbors('b')]).toThrow(unknown)
    expect(() => [...graph.edges({ source: 'b' })]).toThrow(unknown)
    expect(() => graph.between('a', 'b')).toThrow(unknown)
    expect(() => graph.explain('b', 'a', 'alerts')).toThrow(unknown)
    expect(() => graph.capabilities('b')).toThrow(unknown)
    expect(() => [...graph.with({ name: 'b', capabilities: [] }).without('b').neighbors('b')]).toThrow(unknown)
  })
})

test('names and topics that objects inherit are names and topics', () => {
  const graph = buildCapabilityGraph([
    {
      name: '__proto__',
      capabilities: [{ role: 'producer', topic: 'constructor', hasOwnProperty: 'x' } as CapabilityData],
    },
    { name: 'toString', capabilities: [{ role: 'consumer', topic: 'constructor' }] },
  ])
  expect(graph.topics.map(({ topic, edges }) => [topic, edges])).toEqual([['constructor', 1]])
})
