import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { capability, name, products } from '../../test/arbitrary-products.ts'
import { comparable, distinct, everyEdge, isSource, texts, wordsOf } from '../../test/every-edge.ts'
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
  test('products and their capabilities', () => {
    check((graph, given) => {
      expect(graph.products).toEqual(given.map((product) => product.name).sort())
      for (const product of ['a', 'B', 'edr', 'siem', 'nobody']) {
        const known = given.find((each) => each.name === product)
        expect(graph.has(product)).toBe(known !== undefined)
        if (known === undefined) continue
        const words = graph.capabilities(product).map(wordsOf)
        expect(words.sort()).toEqual(distinct(known.capabilities).map(wordsOf).sort())
      }
    })
  })

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

  test('many declarations that set the same, beside rare ones and products that come later', () => {
    const plain = fc.record({
      role: fc.constantFrom<Role[]>('consumer', 'producer'),
      topic: fc.constantFrom('alerts', 'events', 'iocs', undefined),
      format: fc.constantFrom('ecs', 'ECS', 'stix', undefined),
      port: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 12 }) }, fc.constant(undefined)),
    })
    const held = fc.array(fc.oneof({ weight: 9, arbitrary: plain }, capability), { minLength: 25, maxLength: 45 })
    const many = fc.tuple(held, held, held, held)
    fc.assert(
      fc.property(many, (lists) => {
        const given = lists.map((capabilities, at) => ({ name: `p${at}`, capabilities }))
        const [last, ...first] = given.toReversed()
        const before = buildCapabilityGraph(first)
        expect(before.edgeCount).toBe(everyEdge(first).length)
        const graph = before.with(last!)
        const edges = everyEdge(given)
        expect(graph.edgeCount).toBe(edges.length)
        expect(comparable(graph.edges())).toEqual(texts(edges))
        expect([...graph.edges()]).toEqual([...buildCapabilityGraph(given).edges()])
        for (const hub of graph.hubs) {
          const own = edges.filter(({ source, destination }) => source === hub.product || destination === hub.product)
          expect(hub.edges).toBe(own.length)
          const found = [...graph.neighbors(hub.product)]
          expect(found).toHaveLength(hub.neighbors)
          expect(found.reduce((sum, { outgoing, incoming }) => sum + outgoing + incoming, 0)).toBe(own.length)
        }
      }),
      { numRuns: 40 },
    )
  })

  test('changes while something is being listed do not change what is listed', () => {
    const change = fc.oneof(fc.record({ name, capabilities: fc.array(capability, { maxLength: 8 }) }), name)
    fc.assert(
      fc.property(products, fc.array(change, { minLength: 1, maxLength: 6 }), (given, changes) => {
        let graph = buildCapabilityGraph(given)
        const anew = buildCapabilityGraph(given)
        const running: [Iterator<object>, unknown[], Iterable<object>][] = [
          [graph.edges(), [], anew.edges()],
          [graph.edges({ topic: 'alerts' }), [], anew.edges({ topic: 'alerts' })],
          [graph.integrations(), [], anew.integrations()],
          ...graph.products.map((product): [Iterator<object>, unknown[], Iterable<object>] => [
            graph.neighbors(product),
            [],
            anew.neighbors(product),
          ]),
        ]
        const advance = () => {
          for (const [iterator, seen] of running) {
            const { value, done } = iterator.next()
            if (!done) seen.push(value)
          }
        }
        for (const step of changes) {
          advance()
          graph = typeof step === 'string' ? graph.without(step) : graph.with(step)
          expect(graph.edgeCount).toBe([...graph.edges()].length)
        }
        for (const [iterator, seen, expected] of running) {
          for (let step = iterator.next(); !step.done; step = iterator.next()) seen.push(step.value)
          expect(seen).toEqual([...expected])
        }
      }),
      { numRuns: 300 },
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
