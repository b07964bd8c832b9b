import { type CapabilityData, complementOf, isSource } from '../match/capability.ts'
import { explainMismatch, type MismatchReason } from '../match/explain-mismatch.ts'
import type { Edge } from './edge.ts'
import { type GraphData, heldBy, indexOf, numberOf } from './graph-data.ts'
import { listEdges } from './list-edges.ts'

/** Two declarations on one topic whose roles complement each other and that do not match for other reasons. */
export interface NearMiss {
  readonly source: string
  readonly destination: string
  readonly from: CapabilityData
  readonly to: CapabilityData
  readonly reasons: readonly MismatchReason[]
}

/** A declaration that nothing at all answers on the other side. */
export interface Unanswered {
  readonly product: string
  readonly capability: CapabilityData
  /** The other product, and the role that it would need. */
  readonly target: string
  readonly needs: CapabilityData['role']
}

/** Why two products can or cannot exchange a topic. */
export interface Explanation {
  readonly topic: string
  /** What they can exchange. */
  readonly edges: readonly Edge[]
  readonly nearMisses: readonly NearMiss[]
  readonly unanswered: readonly Unanswered[]
}

interface Side {
  readonly product: string
  readonly capabilities: readonly CapabilityData[]
}

/** Explains both directions between two products for one topic; declarations that leave the topic open take part. */
export function explainPair(data: GraphData, [a, b]: readonly [string, string], topic: string): Explanation {
  const [left, right] = [sideOf(data, a, topic), sideOf(data, b, topic)]
  const carries = (edge: Edge) => edge.topic === undefined || edge.topic === topic
  return {
    topic,
    edges: listBetween(data, a, b).filter(carries),
    nearMisses: a === b ? [] : [...nearMisses(left, right), ...nearMisses(right, left)],
    unanswered: a === b ? [] : [...unanswered(left, right), ...unanswered(right, left)],
  }
}

/** Every edge of two products: first those from `a` to `b`, then the others. */
export function listBetween(data: GraphData, a: string, b: string): Edge[] {
  return [...listEdges(data, { source: a, destination: b }), ...listEdges(data, { source: b, destination: a })]
}

function sideOf(data: GraphData, product: string, topic: string): Side {
  const index = indexOf(data)
  const capabilities = index.sort(heldBy(data, numberOf(data, product))).map((id) => index.capability(id))
  return { product, capabilities: capabilities.filter((c) => c.topic === undefined || c.topic === topic) }
}

function nearMisses(source: Side, destination: Side): NearMiss[] {
  return source.capabilities
    .filter(({ role }) => isSource(role))
    .flatMap((from) =>
      destination.capabilities
        .filter(({ role }) => role === complementOf[from.role])
        .map((to) => ({
          source: source.product,
          destination: destination.product,
          from,
          to,
          reasons: explainMismatch(from, to),
        }))
        .filter(({ reasons }) => reasons.length > 0),
    )
}

function unanswered(side: Side, other: Side): Unanswered[] {
  return side.capabilities
    .map((capability) => ({
      product: side.product,
      capability,
      target: other.product,
      needs: complementOf[capability.role],
    }))
    .filter(({ needs }) => !other.capabilities.some(({ role }) => role === needs))
}
