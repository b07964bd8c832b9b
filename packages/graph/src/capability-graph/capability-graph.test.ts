import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { products } from '../../test/arbitrary-products.ts'
import type { IntegrationData } from '../integrations/integration.ts'
import type { CapabilityData } from '../match/capability.ts'
import { explainMismatch } from '../match/explain-mismatch.ts'
import { matchCapabilities } from '../match/match-capabilities.ts'
import { buildCapabilityGraph } from './build-capability-graph.ts'
import type { ProductData } from './graph-data.ts'

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

test('what a graph was made from, and what it answers, can be written to without changing it', () => {
  const capabilities: CapabilityData[] = [{ role: 'producer', topic: 'alerts' }]
  const product = { name: 'edr', capabilities }
  const integration = { product: 'edr', target: 'siem', role: 'producer', mode: 'pull' as 'pull' | 'push' } as const
  const integrations = [{ ...integration }]
  const graph = buildCapabilityGraph(
    [product, { name: 'siem', capabilities: [{ role: 'consumer', topic: 'alerts' }] }],
    { integrations },
  )
  const ask = () => {
    const { hubs, topics, components, products } = graph
    const listed = [[...graph.edges()], [...graph.integrations()], [...graph.neighbors('edr')]]
    return [hubs, topics, components, products, graph.capabilities('edr'), ...listed, graph.gaps('siem', 'edr')]
  }
  const before = JSON.stringify(ask())
  const spoil = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const inner of Object.values(value)) spoil(inner)
    for (const key of Object.keys(value)) Reflect.set(value, key, 99)
    if (Array.isArray(value)) Reflect.set(value, 'length', 0)
  }
  spoil(ask())
  spoil([product, integrations])
  expect(JSON.stringify(ask())).toBe(before)
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

  test.each<[string, unknown, string, object]>([
    ['a name that is a number', { name: 5, capabilities: [] }, 'GRAPH_INVALID_PRODUCT', { index: 1 }],
    ['no capabilities', { name: 'b' }, 'GRAPH_INVALID_PRODUCT', { index: 1 }],
    ['no product', null, 'GRAPH_INVALID_PRODUCT', { index: 1 }],
    ['no role', { name: 'b', capabilities: [consumer, {}] }, 'GRAPH_INVALID_CAPABILITY', { product: 'b', index: 1 }],
    ['no capability', { name: 'b', capabilities: [null] }, 'GRAPH_INVALID_CAPABILITY', { product: 'b', index: 0 }],
    [
      'what is no number',
      { name: 'b', capabilities: [{ ...consumer, port: Number.NaN }] },
      'GRAPH_INVALID_CAPABILITY',
      { product: 'b', index: 0 },
    ],
  ])('a product with %s, with its place', (_, wrong, code, data) => {
    const first = { name: 'a', capabilities: [consumer] }
    expect(() => buildCapabilityGraph([first, wrong as ProductData])).toThrow(expect.objectContaining({ code, data }))
    expect(() => buildCapabilityGraph([first]).with(wrong as ProductData)).toThrow(expect.objectContaining({ code }))
  })

  test('numbers that are none, whether two capabilities are asked for or a graph', () => {
    const odd = { role: 'producer', port: Number.NaN } as const
    const invalid = expect.objectContaining({ code: 'GRAPH_INVALID_CAPABILITY' })
    expect(() => matchCapabilities(odd, consumer)).toThrow(invalid)
    expect(() => matchCapabilities(consumer, odd)).toThrow(invalid)
    expect(() => explainMismatch(consumer, odd)).toThrow(invalid)
    expect(() => matchCapabilities({ ...odd, port: Number.POSITIVE_INFINITY }, consumer)).toThrow(invalid)
  })

  test.each<[string, unknown]>([
    ['a target', { product: 'a' }],
    ['a role that there is', { product: 'a', target: 'b', role: 'constructor', mode: 'push' }],
    ['a mode', { product: 'a', target: 'b', role: 'consumer' }],
    ['a plain topic', { product: 'a', target: 'b', role: 'consumer', mode: 'push', topic: 5 }],
    ['any content', null],
  ])('an integration without %s', (_, wrong) => {
    const good = { product: 'a', target: 'b', role: 'consumer', mode: 'push' } as const
    expect(() => buildCapabilityGraph([], { integrations: [good, wrong as IntegrationData] })).toThrow(
      expect.objectContaining({ code: 'GRAPH_INVALID_INTEGRATION', data: { index: 1 } }),
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

test('a graph of billions of edges takes the room of its capabilities: it is counted and asked, not enumerated', () => {
  const produces = (topic: string) => ({ role: 'producer', topic }) as const
  const consumes = (topic: string) => ({ role: 'consumer', topic }) as const
  const many = Array.from({ length: 50_000 }, (_, index) => ({
    name: `p${index}`,
    capabilities: index % 2 === 0 ? [produces('events'), produces('alerts')] : [consumes('events'), consumes('alerts')],
  }))
  const graph = buildCapabilityGraph(many)
  expect(graph.edgeCount).toBe(2 * 25_000 * 25_000)
  expect(graph.edges().next().value).toMatchObject({ source: 'p0', destination: 'p1', topic: 'alerts' })
  expect(graph.neighbors('p7').next().value).toMatchObject({ product: 'p0' })
  expect(graph.without('p0').edgeCount).toBe(2 * 24_999 * 25_000)
  expect(graph.components).toHaveLength(1)
  expect(graph.openness).toBeCloseTo((25_000 * 25_000) / (50_000 * 49_999), 12)
})

test('thousands of keys that hardly anyone sets, and products that come later, cost what declares them, not all that there is', () => {
  const given = Array.from({ length: 1_000 }, (_, product) => ({
    name: `p${product}`,
    capabilities: Array.from({ length: 20 }, (_, at) => ({
      role: at % 2 === 0 ? ('producer' as const) : ('consumer' as const),
      topic: `t${(product + at) % 40}`,
      [`key${(product * 20 + at * 7) % 4_000}`]: product % 3,
    })),
  }))
  const started = process.cpuUsage()
  let graph = buildCapabilityGraph(given)
  expect(graph.edgeCount).toBeGreaterThan(0)
  for (let at = 0; at < 20; at++) {
    graph = graph.with({ name: `later${at}`, capabilities: [{ role: 'consumer', topic: `t${at}`, port: at }] })
    expect(graph.neighbors(`later${at}`).next().done).toBe(false)
  }
  const { user, system } = process.cpuUsage(started)
  expect((user + system) / 1_000).toBeLessThan(2_000)
})
