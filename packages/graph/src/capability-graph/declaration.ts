import { type CapabilityData, constraintKeys, isSet, isSource } from '../match/capability.ts'

/**
 * A distinct declaration. Whatever narrows it (topic, format, constraints) is a facet; facets have a number for each value, equal
 * exactly when the values match, so that matching compares numbers.
 */
export interface Declaration {
  /** As declared: frozen, mode spelt out, unset keys left out, constraints sorted by key. */
  readonly capability: CapabilityData
  readonly source: boolean
  /** Only declarations of one market can meet: data or actions, in one mode. */
  readonly market: string
  /** Names of the facets that are set: `topic`, `format`, then constraints by key. */
  readonly facets: readonly string[]
  /** The number of each facet's value, in the order of `facets`. */
  readonly values: readonly number[]
}

/** Gives every value of a facet its number. */
export type NumberValue = (facet: string, value: unknown) => number

export function declare(capability: CapabilityData, numberValue: NumberValue): Declaration {
  const data = normalize(capability)
  const facets = Object.keys(data).filter((key) => key !== 'role' && key !== 'mode')
  return {
    capability: data,
    source: isSource(data.role),
    market: `${data.role === 'producer' || data.role === 'consumer' ? 'data' : 'action'} ${data.mode}`,
    facets,
    values: facets.map((facet) => numberValue(facet, facet === 'format' ? data.format!.toLowerCase() : data[facet])),
  }
}

function normalize(capability: CapabilityData): CapabilityData {
  const { role, topic, mode, format } = capability
  return Object.freeze({
    role,
    ...(isSet(topic) && { topic }),
    mode: mode ?? 'push',
    ...(isSet(format) && { format }),
    ...Object.fromEntries(constraintKeys(capability).map((key) => [key, capability[key]])),
  })
}

/** A text whose code-unit order is the order of declarations: role, topic, mode, format, constraints; unset before set. */
export function sortKey({ capability }: Declaration): string {
  const { role, topic, mode, format, ...constraints } = capability
  return [role, optional(topic), mode, optional(format), JSON.stringify(constraints)].join('\u0000')
}

function optional(text: string | undefined): string {
  return text === undefined ? '' : `=${text}`
}
