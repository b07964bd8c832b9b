import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildCapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import type { CapabilityData, Mode, Role } from '../match/capability.ts'
import { matchCapabilities } from '../match/match-capabilities.ts'
import type { IntegrationData } from './integration.ts'

const edr = {
  name: 'edr',
  capabilities: [
    { role: 'producer', topic: 'events', mode: 'push', format: 'json' },
    { role: 'executor', topic: 'contain', mode: 'push' },
  ],
} as const
const siem = {
  name: 'siem',
  capabilities: [
    { role: 'consumer', topic: 'events', mode: 'push' },
    { role: 'trigger', topic: 'contain', mode: 'push' },
  ],
} as const

test('generic integrations follow from capabilities, one at each end', () => {
  expect(buildCapabilityGraph([edr, siem]).integrationsBetween('edr', 'siem')).toEqual([
    {
      product: 'edr',
      target: 'siem',
      topic: 'contain',
      role: 'executor',
      mode: 'push',
      format: undefined,
      generic: true,
    },
    { product: 'edr', target: 'siem', topic: 'events', role: 'producer', mode: 'push', format: 'json', generic: true },
    {
      product: 'siem',
      target: 'edr',
      topic: 'contain',
      role: 'trigger',
      mode: 'push',
      format: undefined,
      generic: true,
    },
    { product: 'siem', target: 'edr', topic: 'events', role: 'consumer', mode: 'push', format: 'json', generic: true },
  ])
})

test('a manifest takes the place of the generic integration that it describes, and of no other', () => {
  const manifest: IntegrationData = { product: 'edr', target: 'siem', topic: 'events', role: 'producer', mode: 'push' }
  const graph = buildCapabilityGraph([edr, siem], { integrations: [manifest] })
  const ends = graph.integrationsBetween('edr', 'siem').map(({ product, topic, generic }) => [product, topic, generic])
  expect(ends).toEqual([
    ['edr', 'contain', true],
    ['edr', 'events', false],
    ['siem', 'contain', true],
    ['siem', 'events', true],
  ])
})

test.each<[string, Partial<IntegrationData>]>([
  ['another format', { format: 'stix' }],
  ['another mode', { mode: 'pull' }],
  ['another role', { role: 'consumer' }],
  ['another topic', { topic: 'alerts' }],
])('a manifest of %s stands beside the generic integration', (_, other) => {
  const manifest = {
    product: 'edr',
    target: 'siem',
    topic: 'events',
    role: 'producer',
    mode: 'push',
    ...other,
  } as const
  const graph = buildCapabilityGraph([edr, siem], { integrations: [manifest] })
  const own = [...graph.integrations({ product: 'edr', target: 'siem' })]
  expect(own.filter(({ generic }) => generic)).toHaveLength(2)
  expect(own.filter(({ generic }) => !generic)).toEqual([{ format: undefined, ...manifest, generic: false }])
})

test('what a manifest says is listed even where the target is not known, or capabilities do not meet', () => {
  const manifest: IntegrationData = {
    product: 'edr',
    target: 'unknown',
    topic: 'alerts',
    role: 'producer',
    mode: 'pull',
  }
  const graph = buildCapabilityGraph([edr, siem], { integrations: [manifest, { ...manifest, product: 'stranger' }] })
  expect([...graph.integrations({ generic: false })].map(({ product, target }) => [product, target])).toEqual([
    ['edr', 'unknown'],
    ['stranger', 'unknown'],
  ])
  expect([...graph.integrations({ product: 'nobody' })]).toEqual([])
})

const capability = fc.record({
  role: fc.constantFrom<Role[]>('consumer', 'producer', 'trigger', 'executor'),
  topic: fc.constantFrom('alerts', 'Alerts', 'contain', undefined),
  mode: fc.constantFrom<Mode[]>('push', 'pull'),
  format: fc.constantFrom('ecs', 'ECS', 'stix', undefined),
})
const name = fc.constantFrom('a', 'b', 'c')
const integration = fc.record({
  product: name,
  target: fc.constantFrom('a', 'b', 'z'),
  topic: fc.constantFrom('alerts', 'contain', undefined),
  role: fc.constantFrom<Role[]>('consumer', 'producer', 'trigger', 'executor'),
  mode: fc.constantFrom<Mode[]>('push', 'pull'),
  format: fc.constantFrom('ecs', 'stix', undefined),
})

test('a filter gives what filtering everything gives, in the same order', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.record({ name, capabilities: fc.array<CapabilityData>(capability, { maxLength: 5 }) }), {
        selector: (product) => product.name,
      }),
      fc.array(integration, { maxLength: 4 }),
      fc.record(
        {
          product: name,
          target: fc.constantFrom('a', 'z'),
          topic: fc.constantFrom('alerts', 'contain'),
          role: fc.constantFrom<Role[]>('consumer', 'trigger'),
          mode: fc.constantFrom<Mode[]>('push', 'pull'),
          generic: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
      (products, integrations, filter) => {
        const graph = buildCapabilityGraph(products, { integrations })
        const all = [...graph.integrations()]
        const wanted = Object.entries(filter)
        const isMeant = (entry: object) =>
          wanted.every(([key, value]) => (entry as Readonly<Record<string, unknown>>)[key] === value)
        expect([...graph.integrations(filter)]).toEqual(all.filter(isMeant))
        expect(all.filter(({ generic }) => !generic)).toHaveLength(integrations.length)
        const ends = new Set(
          [...graph.edges()].flatMap(({ source, destination }) => [
            `${source} ${destination}`,
            `${destination} ${source}`,
          ]),
        )
        for (const { product, target } of all.filter(({ generic }) => generic))
          expect(ends).toContain(`${product} ${target}`)
      },
    ),
    { numRuns: 300 },
  )
})

/** What a row says; formats are the same whatever their case. */
const say = ({
  product,
  target,
  topic,
  role,
  mode,
  format,
  generic = false,
}: IntegrationData & { generic?: boolean }) =>
  JSON.stringify([product, target, topic, role, mode, format?.toLowerCase(), generic])

test('agrees with trying every pair: manifests, and one generic end for each exchange that no manifest of its product describes', () => {
  const products = fc.uniqueArray(
    fc.record({ name, capabilities: fc.array<CapabilityData>(capability, { maxLength: 5 }) }),
    {
      selector: (product) => product.name,
    },
  )
  fc.assert(
    fc.property(products, fc.array(integration, { maxLength: 4 }), (list, manifests) => {
      const generic = list.flatMap((own) =>
        list
          .filter((other) => other !== own)
          .flatMap((other) =>
            own.capabilities.flatMap((mine) =>
              other.capabilities
                .filter((theirs) => matchCapabilities(mine, theirs) || matchCapabilities(theirs, mine))
                .map((theirs): IntegrationData => {
                  const isSource = mine.role === 'producer' || mine.role === 'trigger'
                  const [from, to] = isSource ? [mine, theirs] : [theirs, mine]
                  const exchange = { topic: from.topic ?? to.topic, mode: mine.mode ?? 'push' }
                  return {
                    product: own.name,
                    target: other.name,
                    role: mine.role,
                    ...exchange,
                    format: from.format ?? to.format,
                  }
                }),
            ),
          ),
      )
      const isDescribed = (each: IntegrationData) =>
        manifests.some(
          (manifest) =>
            manifest.product === each.product &&
            manifest.target === each.target &&
            manifest.role === each.role &&
            manifest.mode === each.mode &&
            [undefined, each.topic].includes(manifest.topic) &&
            [undefined, each.format?.toLowerCase()].includes(manifest.format?.toLowerCase()),
        )
      const expected = [
        ...manifests.map((each) => say(each)),
        ...new Set(generic.filter((each) => !isDescribed(each)).map((each) => say({ ...each, generic: true }))),
      ]
      const graph = buildCapabilityGraph(list, { integrations: manifests })
      expect([...graph.integrations()].map(say).sort()).toEqual(expected.sort())
      for (const [a, b] of list.flatMap((one, at) => list.slice(at + 1).map((two) => [one.name, two.name] as const)))
        expect(graph.integrationsBetween(a, b)).toEqual([
          ...graph.integrations({ product: a, target: b }),
          ...graph.integrations({ product: b, target: a }),
        ])
    }),
    { numRuns: 300 },
  )
})
