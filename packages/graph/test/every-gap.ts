import fc from 'fast-check'
import {
  type CapabilityData,
  type Gap,
  type MissingPart,
  type Mode,
  matchCapabilities,
  type Role,
  type SetupData,
} from '../src/index.ts'

/*
 * The oracle: whether a flow is possible is decided by definition, and every subset of the parts that anyone could add is tried.
 */
export interface World {
  readonly capabilities: Readonly<Record<string, readonly CapabilityData[]>>
  readonly setups: readonly SetupData[] | undefined
}

export function isPossible(
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

export function add({ capabilities, setups }: World, parts: readonly MissingPart[]): World {
  const added: Record<string, readonly CapabilityData[]> = { ...capabilities }
  for (const part of parts)
    if (part.kind === 'capability') added[part.product] = [...added[part.product]!, part.capability]
  return { capabilities: added, setups: setups && [...setups, ...parts.filter((part) => part.kind === 'setup')] }
}

export function subsets<T>(items: readonly T[]): T[][] {
  const all: T[][] = [[]]
  for (const item of items) all.push(...all.map((subset) => [...subset, item]))
  return all
}

/** Whether either product names the topic in the role that the flow needs. */
export function isNamed(
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
export function cheapest(world: World, flow: Pick<Gap, 'source' | 'destination' | 'topic'>): number {
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

export const capability = fc.record(
  {
    role: fc.constantFrom<Role[]>('consumer', 'producer', 'trigger', 'executor'),
    topic: fc.constantFrom('alerts', 'contain', undefined),
    mode: fc.constantFrom<Mode[]>('push', 'pull'),
    format: fc.constantFrom('ecs', 'ECS', 'stix', undefined),
    port: fc.constantFrom(1, 2, undefined),
  },
  { requiredKeys: ['role'] },
)
export const setup: fc.Arbitrary<SetupData> = fc.record(
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

/** A part in words that do not depend on the order of keys. */
export function wordsOf(part: MissingPart): string {
  const { scaffold, ...said } = part
  const sorted = (value: object): unknown =>
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => [key, typeof each === 'object' ? sorted(each) : each])
      .sort()
  return JSON.stringify(sorted(said))
}

type Flow = Pick<Gap, 'source' | 'destination' | 'topic'>

/** What could be declared for a flow: what answers a declaration that is there, or a pair where none is and nothing matches either. */
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
  if (isPossible({ ...world, setups: undefined }, { source, destination, topic })) return []
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
export function everySmallest(world: World, flow: Flow): string[] {
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
