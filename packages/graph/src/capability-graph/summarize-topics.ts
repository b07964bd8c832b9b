import type { Role } from '../match/capability.ts'
import { countEdges } from './count-edges.ts'
import { type GraphData, holdersOf, indexOf } from './graph-data.ts'

/** Who deals with a topic or an action, by number of products. */
export interface TopicSummary {
  readonly topic: string
  readonly consumers: number
  readonly producers: number
  readonly triggers: number
  readonly executors: number
  /** Edges that carry it. */
  readonly edges: number
}

const keyOf = {
  consumer: 'consumers',
  producer: 'producers',
  trigger: 'triggers',
  executor: 'executors',
} as const satisfies Record<Role, keyof TopicSummary>

/** Summarises each topic that a product names, sorted. */
export function summarizeTopics(data: GraphData): TopicSummary[] {
  const edges = countEdges(data)
  const summaries = [...holdersByTopic(data)].map(([topic, holders]) =>
    summarize(topic, holders, edges.get(topic) ?? 0),
  )
  return summaries.sort((a, b) => (a.topic < b.topic ? -1 : 1))
}

/** Holders of each topic by role; a product counts once however often it declares it. */
type HoldersByRole = Map<Role, Set<number>>

function holdersByTopic(data: GraphData): Map<string, HoldersByRole> {
  const topics = new Map<string, HoldersByRole>()
  const { table } = indexOf(data)
  for (let id = 0; id < table.size; id++) {
    const [topic, { role }, holders] = [table.topicOf(id), table.shapeOf(id), holdersOf(data, id)]
    if (topic === undefined || holders.length === 0) continue
    const roles = topics.get(topic) ?? new Map<Role, Set<number>>()
    const known = roles.get(role) ?? new Set<number>()
    for (const holder of holders) known.add(holder)
    topics.set(topic, roles.set(role, known))
  }
  return topics
}

function summarize(topic: string, holders: HoldersByRole, edges: number): TopicSummary {
  const counts = Object.entries(keyOf).map(([role, key]) => [key, holders.get(role as Role)?.size ?? 0] as const)
  return { topic, ...(Object.fromEntries(counts) as Record<(typeof keyOf)[Role], number>), edges }
}
