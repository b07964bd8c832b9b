import type { CapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import { type CapabilityData, complementOf, isSource, type Role } from '../match/capability.ts'
import { matchCapabilities } from '../match/match-capabilities.ts'
import { type Gap, type MissingCapability, type MissingPart, missingCapability, missingSetup, partKey } from './gap.ts'
import { applies, type End, type SetupData } from './setup.ts'

/** What gaps are looked for. */
export interface GapOptions {
  /** Only for this topic; then also where neither product deals with it. */
  readonly topic?: string | undefined
  /** What there is to set up ends with. Without it only capabilities are asked for. */
  readonly setups?: readonly SetupData[] | undefined
  /**
   * Whether a topic is of data or of actions; undefined where it may be either. Nothing of the other kind is asked for: a product that can
   * trigger anything is no reason for an executor of events. Unset: as the products of the graph name it.
   */
  readonly kindOf?: ((topic: string) => TopicKind | undefined) | undefined
}

export type TopicKind = 'data' | 'action'

/** A direction and a topic: what a plug can be made for, in whatever mode and format. */
interface Flow {
  readonly source: string
  readonly destination: string
  readonly topic: string
  /** Declarations of the source that can carry the topic, and of the destination. */
  readonly from: readonly CapabilityData[]
  readonly to: readonly CapabilityData[]
  readonly kind: TopicKind | undefined
}

/** A pair of matching declarations, of which some may not have been declared yet. */
interface Pairing {
  readonly from: CapabilityData
  readonly to: CapabilityData
  readonly undeclared: readonly MissingCapability[]
}

/**
 * Finds what is missing to connect two products, for each flow that is not possible yet: every smallest set of capabilities and setup
 * hooks, the cheapest (fewest parts) first. Nothing of a set can be left out, nor be asked for one end instead of both: a hook for both ends
 * is offered only where a hook for one of them would not do.
 */
export function findGaps(graph: CapabilityGraph, [a, b]: readonly [string, string], options: GapOptions = {}): Gap[] {
  const flows = [...listFlows(graph, a, b, options), ...listFlows(graph, b, a, options)]
  return flows.flatMap((flow) => gapsOf(flow, options)).sort(compareGaps)
}

function listFlows(graph: CapabilityGraph, source: string, destination: string, options: GapOptions): Flow[] {
  if (source === destination) return []
  const { topic, kindOf = kindsIn(graph) } = options
  const from = graph.capabilities(source).filter(({ role }) => isSource(role))
  const to = graph.capabilities(destination).filter(({ role }) => !isSource(role))
  const named = new Set([...from, ...to].flatMap((capability) => capability.topic ?? []))
  const topics = topic === undefined ? [...named].sort() : [topic]
  return topics.map((name) => {
    return { source, destination, topic: name, from: onTopic(from, name), to: onTopic(to, name), kind: kindOf(name) }
  })
}

/** Topics as products name them. One that is named as both, or by nobody, may be either. */
function kindsIn(graph: CapabilityGraph): (topic: string) => TopicKind | undefined {
  const kinds = new Map<string, TopicKind | undefined>()
  for (const { topic, consumers, producers, triggers, executors } of graph.topics) {
    const [isData, isAction] = [consumers + producers > 0, triggers + executors > 0]
    kinds.set(topic, isData === isAction ? undefined : isData ? 'data' : 'action')
  }
  return (topic) => kinds.get(topic)
}

function kindOfRole(role: Role): TopicKind {
  return role === 'consumer' || role === 'producer' ? 'data' : 'action'
}

function onTopic(capabilities: readonly CapabilityData[], topic: string): CapabilityData[] {
  return capabilities.filter((capability) => (capability.topic ?? topic) === topic)
}

function gapsOf(flow: Flow, { setups }: GapOptions): Gap[] {
  if (isPossible(flow, setups)) return []
  const gaps = listPairings(flow).flatMap((pairing) =>
    missingSetups(flow, pairing, setups).map((parts) => describeGap(flow, pairing, [...pairing.undeclared, ...parts])),
  )
  const distinct = new Map(gaps.map((gap) => [gap.missing.map(partKey).sort().join(), gap]))
  const connects = (parts: readonly MissingPart[]) => isPossibleWith(parts, flow, setups)
  return [...distinct.values()].filter(({ missing }) => connects(missing) && !smallerSets(missing).some(connects))
}

function isPossible(flow: Flow, setups: readonly SetupData[] | undefined): boolean {
  return listMatches(flow).some((pairing) => missingSetups(flow, pairing, setups).some((parts) => parts.length === 0))
}

function isPossibleWith(parts: readonly MissingPart[], flow: Flow, setups: readonly SetupData[] | undefined): boolean {
  return isPossible(declareAlso(flow, parts), setups && [...setups, ...parts.filter((part) => part.kind === 'setup')])
}

/** What asks for a little less: a part left out, or for one end what was for both. More never disconnects, so one change at a time is enough. */
function smallerSets(missing: readonly MissingPart[]): MissingPart[][] {
  return missing.flatMap((part, at) => [
    missing.toSpliced(at, 1),
    ...(part.kind === 'setup' && part.ownsBoth ? [missing.with(at, missingSetup(part, false))] : []),
  ])
}

function declareAlso(flow: Flow, parts: readonly MissingPart[]): Flow {
  const of = (product: string) =>
    parts.flatMap((part) => (part.kind === 'capability' && part.product === product ? [part.capability] : []))
  return { ...flow, from: [...flow.from, ...of(flow.source)], to: [...flow.to, ...of(flow.destination)] }
}

/** Matches that are there, and those that one declaration would make; two where neither product deals with the topic. */
function listPairings(flow: Flow): Pairing[] {
  const { source, destination, topic, kind } = flow
  const isSensible = ({ role }: CapabilityData) => kind === undefined || kind === kindOfRole(role)
  const answers = flow.from.filter(isSensible).flatMap((from) => pairingsOf(flow, destination, answerTo(from, topic)))
  const feeds = flow.to.filter(isSensible).flatMap((to) => pairingsOf(flow, source, answerTo(to, topic)))
  const pairings = [...listMatches(flow), ...answers, ...feeds]
  return pairings.length > 0 ? pairings : [neitherDeclares(flow)]
}

/** What a capability would match, if a product declared it: that which it answers, and whatever else. */
function pairingsOf(flow: Flow, product: string, capability: CapabilityData): Pairing[] {
  const undeclared = [missingCapability(product, capability)]
  const matches = isSource(capability.role)
    ? listMatches({ from: [capability], to: flow.to })
    : listMatches({ from: flow.from, to: [capability] })
  return matches.map((match) => ({ ...match, undeclared }))
}

function listMatches({ from, to }: Pick<Flow, 'from' | 'to'>): Pairing[] {
  return from.flatMap((left) =>
    to.filter((right) => matchCapabilities(left, right)).map((right) => ({ from: left, to: right, undeclared: [] })),
  )
}

/** The capability that meets another exactly: all its words but the role. */
function answerTo(capability: CapabilityData, topic: string): CapabilityData {
  return { ...capability, role: complementOf[capability.role], topic }
}

function neitherDeclares({ source, destination, topic, kind }: Flow): Pairing {
  const from: CapabilityData = { role: kind === 'action' ? 'trigger' : 'producer', topic, mode: 'push' }
  const to = answerTo(from, topic)
  return { from, to, undeclared: [missingCapability(source, from), missingCapability(destination, to)] }
}

/** What may have to be added to have both ends set up. The hook for one end alone does where the other end of another match has one. */
function missingSetups(flow: Flow, { from, to }: Pairing, setups: readonly SetupData[] | undefined): MissingPart[][] {
  if (setups === undefined) return [[]]
  const [source, destination] = endsOf(flow, from, to)
  const has = (end: End) => setups.some((setup) => applies(setup, end))
  if (setups.some((setup) => setup.ownsBoth && (applies(setup, source) || applies(setup, destination)))) return [[]]
  const ends = [source, destination].filter((end) => !has(end))
  const each = ends.map((end) => missingSetup(end, false))
  if (ends.length < 2) return [each]
  return [...ends.map((end) => [missingSetup(end, true)]), ...each.map((one) => [one]), each]
}

function endsOf({ source, destination, topic }: Flow, from: CapabilityData, to: CapabilityData): [End, End] {
  const exchange = { topic, mode: from.mode ?? 'push', format: from.format ?? to.format }
  return [
    { product: source, target: destination, role: from.role, ...exchange },
    { product: destination, target: source, role: to.role, ...exchange },
  ]
}

function describeGap(
  { source, destination, topic }: Flow,
  { from, to }: Pairing,
  missing: readonly MissingPart[],
): Gap {
  return { source, destination, topic, mode: from.mode ?? 'push', format: from.format ?? to.format, missing }
}

function compareGaps(a: Gap, b: Gap): number {
  return a.missing.length - b.missing.length || (sortKey(a) < sortKey(b) ? -1 : 1)
}

function sortKey({ source, destination, topic, mode, format = '', missing }: Gap): string {
  return [topic, source, destination, mode, format, ...missing.map(partKey)].join('\u0000')
}
