import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildCapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import type { CapabilityData, Mode, Role } from '../match/capability.ts'
import { matchCapabilities } from '../match/match-capabilities.ts'
import type { Gap, MissingPart } from './gap.ts'
import type { SetupData } from './setup.ts'

const edr = {
  name: 'edr',
  capabilities: [{ role: 'producer', topic: 'alerts', mode: 'push', format: 'ocsf' }],
} as const
const siem = { name: 'siem', capabilities: [{ role: 'consumer', topic: 'alerts', mode: 'pull' }] } as const

describe('what is missing between two products', () => {
  test('is one capability, on the side of either; the commands that declare it are said', () => {
    const gaps = buildCapabilityGraph([edr, siem]).gaps('edr', 'siem')
    expect(
      gaps.map(({ source, destination, mode, missing }) => [
        source,
        destination,
        mode,
        missing.map(({ scaffold }) => scaffold.join(' ')),
      ]),
    ).toEqual([
      ['edr', 'siem', 'pull', ['create capability edr alerts producer --mode pull']],
      ['edr', 'siem', 'push', ['create capability siem alerts consumer --format ocsf']],
    ])
  })

  test('is nothing for a flow that is possible', () => {
    const ready = { ...siem, capabilities: [...siem.capabilities, { role: 'consumer', topic: 'alerts' } as const] }
    expect(buildCapabilityGraph([edr, ready]).gaps('edr', 'siem')).toEqual([])
  })

  test('is a hook on each side, or one that sets up both, where capabilities meet', () => {
    const ready = { ...siem, capabilities: [{ role: 'consumer', topic: 'alerts' } as const] }
    const graph = buildCapabilityGraph([edr, ready])
    const missing = (setups: SetupData[]) =>
      graph
        .gaps('siem', 'edr', { setups })
        .map((gap) =>
          gap.missing.map(
            (part) => `${part.scaffold.slice(2).join(' ')}${part.kind === 'setup' && part.ownsBoth ? ' (both)' : ''}`,
          ),
        )
    expect(missing([])).toEqual([
      ['edr siem alerts producer --format ocsf (both)'],
      ['siem edr alerts consumer --format ocsf (both)'],
      ['edr siem alerts producer --format ocsf', 'siem edr alerts consumer --format ocsf'],
    ])
    expect(missing([{ product: 'siem', role: 'consumer', topic: 'alerts' }])).toEqual([
      ['edr siem alerts producer --format ocsf'],
    ])
    expect(missing([{ product: 'siem', role: 'consumer', ownsBoth: true }])).toEqual([])
    expect(missing([{ product: 'siem', role: 'consumer', target: 'ndr', ownsBoth: true }])).toHaveLength(3)
  })

  test('is a pair of capabilities where neither deals with the topic that is asked for', () => {
    const gaps = buildCapabilityGraph([edr, siem]).gaps('edr', 'siem', { topic: 'iocs' })
    expect(gaps.map(({ source, missing }) => [source, missing.length])).toEqual([
      ['edr', 2],
      ['siem', 2],
    ])
  })
})

describe('a topic that is named as data', () => {
  const portal = { name: 'portal', capabilities: [{ role: 'trigger' }, { role: 'consumer', topic: 'alerts' }] } as const

  test('is never asked for as an action, whatever a product can trigger', () => {
    const gaps = buildCapabilityGraph([edr, portal]).gaps('edr', 'portal', { setups: [] })
    expect(gaps.map(({ source, topic }) => `${source} ${topic}`)).toEqual(['edr alerts', 'edr alerts', 'edr alerts'])
    const asked = buildCapabilityGraph([edr, portal]).gaps('edr', 'portal', { topic: 'alerts' })
    expect(asked.map(({ source, missing }) => [source, ...missing.map((part) => part.scaffold.join(' '))])).toEqual([
      ['portal', 'create capability portal alerts producer', 'create capability edr alerts consumer'],
    ])
  })

  test('may be named so by another product of the graph, or be known to whoever asks', () => {
    const fw = { name: 'fw', capabilities: [{ role: 'executor', topic: 'block_ip' }] } as const
    const rolesFor = (topic: string, kindOf?: () => 'data' | 'action') =>
      buildCapabilityGraph([edr, portal, fw])
        .gaps('edr', 'portal', { topic, kindOf })
        .flatMap(({ missing }) => missing.map((part) => part.kind === 'capability' && part.capability.role))
    expect(rolesFor('block_ip')).toEqual(['executor', 'trigger', 'executor'])
    expect(rolesFor('zebras', () => 'data')).toEqual(['producer', 'consumer', 'producer', 'consumer'])
    expect(rolesFor('zebras')).toEqual(['executor', 'producer', 'consumer'])
  })
})

/*
 * The oracle: whether a flow is possible is decided by definition, and every subset of the parts that anyone could add is tried.
 */
interface World {
  readonly capabilities: Readonly<Record<string, readonly CapabilityData[]>>
  readonly setups: readonly SetupData[] | undefined
}

function isPossible(
  { capabilities, setups }: World,
  { source, destination, topic }: Pick<Gap, 'source' | 'destination' | 'topic'>,
): boolean {
  return capabilities[source]!.some((from) =>
    capabilities[destination]!.some((to) => {
      if (!(from.role === 'producer' || from.role === 'trigger') || !matchCapabilities(from, to)) return false
      if ((from.topic ?? topic) !== topic || (to.topic ?? topic) !== topic) return false
      if (setups === undefined) return true
      const format = (from.format ?? to.format)?.toLowerCase()
      const able = (product: string, target: string, role: Role) =>
        setups.filter(
          (setup) =>
            setup.product === product &&
            setup.role === role &&
            [undefined, target].includes(setup.target) &&
            [undefined, topic].includes(setup.topic) &&
            [undefined, from.mode ?? 'push'].includes(setup.mode) &&
            (setup.format === undefined || setup.format.toLowerCase() === format),
        )
      const [left, right] = [able(source, destination, from.role), able(destination, source, to.role)]
      return (left.length > 0 && right.length > 0) || [...left, ...right].some(({ ownsBoth }) => ownsBoth)
    }),
  )
}

function add({ capabilities, setups }: World, parts: readonly MissingPart[]): World {
  const added: Record<string, readonly CapabilityData[]> = { ...capabilities }
  for (const part of parts)
    if (part.kind === 'capability') added[part.product] = [...added[part.product]!, part.capability]
  return { capabilities: added, setups: setups && [...setups, ...parts.filter((part) => part.kind === 'setup')] }
}

function subsets<T>(items: readonly T[]): T[][] {
  const all: T[][] = [[]]
  for (const item of items) all.push(...all.map((subset) => [...subset, item]))
  return all
}

/** Whether either product names the topic in the role that the flow needs. */
function isNamed(
  { capabilities }: World,
  { source, destination, topic }: Pick<Gap, 'source' | 'destination' | 'topic'>,
): boolean {
  const names = (product: string, roles: readonly Role[]) =>
    capabilities[product]!.some((c) => c.topic === topic && roles.includes(c.role))
  return names(source, ['producer', 'trigger']) || names(destination, ['consumer', 'executor'])
}

/** Whether a role is of the kind that the topic is named as; where it is named as both or by nobody, every role is. */
function isSensible({ capabilities }: World, topic: string, role: Role): boolean {
  const isData = (each: Role) => each === 'producer' || each === 'consumer'
  const named = Object.values(capabilities)
    .flat()
    .filter((each) => each.topic === topic)
  const kinds = new Set(named.map((each) => isData(each.role)))
  return kinds.size !== 1 || kinds.has(isData(role))
}

/** The size of the smallest set that connects, of all that anyone could add: what answers a declaration, and hooks that do everything. */
function cheapest(world: World, flow: Pick<Gap, 'source' | 'destination' | 'topic'>): number {
  const { source, destination, topic } = flow
  const opposite = { producer: 'consumer', consumer: 'producer', trigger: 'executor', executor: 'trigger' } as const
  const declare = (product: string, capability: CapabilityData) =>
    ({ kind: 'capability', product, capability, scaffold: [] }) satisfies MissingPart
  const setUp = (product: string, target: string, role: Role) =>
    ({ kind: 'setup', product, target, role, topic, ownsBoth: true, scaffold: [] }) as unknown as MissingPart
  const answers = (to: string, from: string) =>
    world.capabilities[from]!.filter(({ role }) => isSensible(world, topic, role)).map((c) =>
      declare(to, { ...c, role: opposite[c.role] }),
    )
  const universe = [
    ...answers(destination, source),
    ...answers(source, destination),
    ...(isSensible(world, topic, 'producer')
      ? [declare(source, { role: 'producer', topic }), declare(destination, { role: 'consumer', topic })]
      : [declare(source, { role: 'trigger', topic }), declare(destination, { role: 'executor', topic })]),
    ...(world.setups ? [setUp(source, destination, 'producer'), setUp(source, destination, 'trigger')] : []),
  ]
  const sizes = subsets(universe)
    .filter((parts) => isPossible(add(world, parts), flow))
    .map((parts) => parts.length)
  return Math.min(...sizes)
}

const capability = fc.record(
  {
    role: fc.constantFrom<Role[]>('consumer', 'producer', 'trigger', 'executor'),
    topic: fc.constantFrom('alerts', 'contain', undefined),
    mode: fc.constantFrom<Mode[]>('push', 'pull'),
    format: fc.constantFrom('ecs', 'ECS', 'stix', undefined),
    port: fc.constantFrom(1, 2, undefined),
  },
  { requiredKeys: ['role'] },
)
const setup: fc.Arbitrary<SetupData> = fc.record(
  {
    product: fc.constantFrom('a', 'b'),
    role: fc.constantFrom<Role[]>('consumer', 'producer', 'trigger', 'executor'),
    target: fc.constantFrom('a', 'b'),
    topic: fc.constantFrom('alerts', 'contain'),
    mode: fc.constantFrom<Mode[]>('push', 'pull'),
    format: fc.constantFrom('ecs', 'stix'),
    ownsBoth: fc.boolean(),
  },
  { requiredKeys: ['product', 'role'] },
)

test('every set connects, none can do without a part, and the first is as small as any that anyone could add', () => {
  const capabilities = fc.array<CapabilityData>(capability, { maxLength: 2 })
  const setups = fc.option(fc.array(setup, { maxLength: 3 }), { nil: undefined })
  const topic = fc.constantFrom('alerts', undefined)
  fc.assert(
    fc.property(capabilities, capabilities, setups, topic, (a, b, given, wanted) => {
      const world: World = { capabilities: { a, b }, setups: given }
      const graph = buildCapabilityGraph([
        { name: 'a', capabilities: a },
        { name: 'b', capabilities: b },
      ])
      const gaps = graph.gaps('a', 'b', { topic: wanted, setups: given })
      for (const gap of gaps) {
        const connecting = subsets(gap.missing).filter((parts) => isPossible(add(world, parts), gap))
        expect(connecting).toEqual([[...gap.missing]])
      }
      const topics = wanted ? [wanted] : [...new Set([...a, ...b].flatMap((c) => c.topic ?? []))]
      for (const flow of topics.flatMap((name) => [
        { source: 'a', destination: 'b', topic: name },
        { source: 'b', destination: 'a', topic: name },
      ])) {
        const found = gaps.filter((gap) => gap.source === flow.source && gap.topic === flow.topic)
        if (isPossible(world, flow) || !(wanted || isNamed(world, flow))) expect(found).toEqual([])
        else expect(found[0]!.missing.length).toBe(cheapest(world, flow))
      }
      expect(gaps.map(({ missing }) => missing.length)).toEqual(
        gaps.map(({ missing }) => missing.length).sort((x, y) => x - y),
      )
    }),
    { numRuns: 200 },
  )
})

/** A part in words that do not depend on the order of keys. */
function wordsOf(part: MissingPart): string {
  const { scaffold, ...said } = part
  const sorted = (value: object): unknown =>
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => [key, typeof each === 'object' ? sorted(each) : each])
      .sort()
  return JSON.stringify(sorted(said))
}

type Flow = Pick<Gap, 'source' | 'destination' | 'topic'>

/** What could be declared for a flow: what answers a declaration that is there, or a pair where none is. */
function declarable(world: World, { source, destination, topic }: Flow): MissingPart[] {
  const opposite = { producer: 'consumer', consumer: 'producer', trigger: 'executor', executor: 'trigger' } as const
  const part = (product: string, given: CapabilityData): MissingPart => {
    return { kind: 'capability', product, capability: { mode: 'push', ...given, topic }, scaffold: [] }
  }
  const answers = (from: string, to: string, roles: readonly Role[]) =>
    world.capabilities[from]!.filter(({ role }) => roles.includes(role) && isSensible(world, topic, role))
      .filter((given) => (given.topic ?? topic) === topic)
      .map((given) => part(to, { ...given, role: opposite[given.role] }))
  const all = [
    ...answers(source, destination, ['producer', 'trigger']),
    ...answers(destination, source, ['consumer', 'executor']),
  ]
  if (all.length > 0) return [...new Map(all.map((each) => [wordsOf(each), each])).values()]
  const isAction = !isSensible(world, topic, 'producer')
  return [
    part(source, { role: isAction ? 'trigger' : 'producer' }),
    part(destination, { role: isAction ? 'executor' : 'consumer' }),
  ]
}

/** For every match, as it is or as it would be, the hooks for those of its ends that have none: for one end, or for both. */
function settable(world: World, { source, destination, topic }: Flow): MissingPart[][] {
  if (world.setups === undefined) return []
  const pairs = world.capabilities[source]!.flatMap((from) =>
    world.capabilities[destination]!.filter(
      (to) => ['producer', 'trigger'].includes(from.role) && matchCapabilities(from, to),
    )
      .filter((to) => (from.topic ?? topic) === topic && (to.topic ?? topic) === topic)
      .map((to) => [from, to] as const),
  )
  return pairs.map(([from, to]) => {
    const exchange = { topic, mode: from.mode ?? ('push' as const), format: from.format ?? to.format }
    const ends = [
      { product: source, target: destination, role: from.role, ...exchange },
      { product: destination, target: source, role: to.role, ...exchange },
    ]
    return ends
      .filter(
        (end) =>
          !world.setups!.some(
            (setup) =>
              setup.product === end.product &&
              setup.role === end.role &&
              [undefined, end.target].includes(setup.target) &&
              [undefined, topic].includes(setup.topic) &&
              [undefined, end.mode].includes(setup.mode) &&
              (setup.format === undefined || setup.format.toLowerCase() === end.format?.toLowerCase()),
          ),
      )
      .flatMap((end) =>
        [false, true].map((ownsBoth): MissingPart => ({ kind: 'setup', ...end, ownsBoth, scaffold: [] })),
      )
  })
}

/** Every set that connects and of which nothing can be left out, nor be asked for one end instead of both. */
function everySmallest(world: World, flow: Flow): string[] {
  const upTo = <T>(items: readonly T[], most: number) => subsets(items).filter(({ length }) => length <= most)
  const connects = (parts: readonly MissingPart[]) => isPossible(add(world, parts), flow)
  const smaller = (parts: readonly MissingPart[]) =>
    parts.flatMap((part, at) => [
      parts.toSpliced(at, 1),
      ...(part.kind === 'setup' && part.ownsBoth ? [parts.with(at, { ...part, ownsBoth: false })] : []),
    ])
  return upTo(declarable(world, flow), 2)
    .flatMap((declared) => {
      const hooks = settable(add(world, declared), flow).flatMap((ends) => subsets(ends))
      return [[], ...hooks].map((chosen) => [...declared, ...chosen])
    })
    .filter((parts) => connects(parts) && !smaller(parts).some(connects))
    .map((parts) => parts.map(wordsOf).sort().join(' + '))
}

test('every smallest set is offered, once, and no other', () => {
  const capabilities = fc.array<CapabilityData>(capability, { maxLength: 2 })
  const setups = fc.option(fc.array(setup, { maxLength: 3 }), { nil: undefined })
  fc.assert(
    fc.property(capabilities, capabilities, setups, fc.constantFrom('alerts', undefined), (a, b, given, wanted) => {
      const world: World = { capabilities: { a, b }, setups: given }
      const graph = buildCapabilityGraph([
        { name: 'a', capabilities: a },
        { name: 'b', capabilities: b },
      ])
      const gaps = graph.gaps('a', 'b', { topic: wanted, setups: given })
      const topics = wanted ? [wanted] : [...new Set([...a, ...b].flatMap((c) => c.topic ?? []))]
      const flows = topics.flatMap((topic) => [
        { source: 'a', destination: 'b', topic },
        { source: 'b', destination: 'a', topic },
      ])
      for (const flow of flows) {
        const offered = gaps
          .filter((gap) => gap.source === flow.source && gap.topic === flow.topic)
          .map(({ missing }) => missing.map(wordsOf).sort().join(' + '))
        const isAsked = !isPossible(world, flow) && (wanted !== undefined || isNamed(world, flow))
        expect(offered.sort()).toEqual(isAsked ? [...new Set(everySmallest(world, flow))].sort() : [])
      }
    }),
    { numRuns: 300 },
  )
})
