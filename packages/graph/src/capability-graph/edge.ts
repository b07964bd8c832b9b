import type { CapabilityData, Mode } from '../match/capability.ts'

/** A pair of declarations of two different products that match: one exchange that they could have. */
export interface Edge {
  /** Name of the product that produces or triggers. */
  readonly source: string
  /** Name of the product that consumes or executes. */
  readonly destination: string
  /** As the source says, or the destination where the source leaves it open; unset when both do. */
  readonly topic: string | undefined
  readonly mode: Mode
  /** As for `topic`. */
  readonly format: string | undefined
  /** What the source declares. */
  readonly from: CapabilityData
  /** What the destination declares. */
  readonly to: CapabilityData
}

/** Which edges are meant: those that have every value given here. Formats are compared without regard to case. */
export interface EdgeFilter {
  readonly topic?: string | undefined
  readonly mode?: Mode | undefined
  readonly format?: string | undefined
  readonly source?: string | undefined
  readonly destination?: string | undefined
  /** A product at either end. */
  readonly product?: string | undefined
}

/** What all edges of two declarations have in common. */
export type Exchange = Omit<Edge, 'source' | 'destination'>

export function exchangeOf(from: CapabilityData, to: CapabilityData): Exchange {
  return { topic: from.topic ?? to.topic, mode: from.mode ?? 'push', format: from.format ?? to.format, from, to }
}

/** Whether the edges of two declarations can be among those meant, whatever their products. */
export function isMeant({ topic, mode, format }: Omit<Exchange, 'from' | 'to'>, filter: EdgeFilter): boolean {
  return (
    (filter.topic === undefined || filter.topic === topic) &&
    (filter.mode === undefined || filter.mode === mode) &&
    (filter.format === undefined || filter.format.toLowerCase() === format?.toLowerCase())
  )
}
