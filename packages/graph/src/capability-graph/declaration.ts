import {
  type CapabilityData,
  type ConstraintValue,
  constraintKeys,
  isSet,
  isSource,
  type Mode,
  type Role,
} from '../match/capability.ts'

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
  /** Names of the facets that are set: `topic`, `format`, then constraints by key. One array for all declarations that set the same. */
  readonly facets: readonly string[]
  /** The number of each facet's value, in the order of `facets`. */
  readonly values: readonly number[]
}

/** What declarations share: numbers for the values of facets, and one array for each set of facets. */
export interface Vocabulary {
  numberValue(facet: string, value: ConstraintValue): number
  shareFacets(facets: readonly string[]): readonly string[]
}

const data = { push: 'data push', pull: 'data pull' }
const actions = { push: 'action push', pull: 'action pull' }
const markets: Readonly<Record<Role, Readonly<Record<Mode, string>>>> = {
  producer: data,
  consumer: data,
  trigger: actions,
  executor: actions,
}

export function declare(capability: CapabilityData, vocabulary: Vocabulary): Declaration {
  const { role, topic, mode, format } = capability
  const constraints = constraintKeys(capability)
  const facets = [...(isSet(topic) ? ['topic'] : []), ...(isSet(format) ? ['format'] : []), ...constraints]
  return {
    capability: normalize(capability, constraints),
    source: isSource(role),
    market: markets[role][mode ?? 'push'],
    facets: vocabulary.shareFacets(facets),
    values: facets.map((facet) => {
      const value = capability[facet]!
      return vocabulary.numberValue(facet, facet === 'format' ? String(value).toLowerCase() : value)
    }),
  }
}

/** Assigned key by key, so that equal sets of keys share their layout in memory. */
function normalize(
  { role, topic, mode, format, ...rest }: CapabilityData,
  constraints: readonly string[],
): CapabilityData {
  const normal: Record<string, ConstraintValue> = { role }
  if (isSet(topic)) normal.topic = topic
  normal.mode = mode ?? 'push'
  if (isSet(format)) normal.format = format
  for (const key of constraints) setOwn(normal, key, rest[key]!)
  return Object.freeze(normal) as unknown as CapabilityData
}

/** Assigns even where objects inherit a setter of that name. */
function setOwn(target: Record<string, ConstraintValue>, key: string, value: ConstraintValue): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true })
  else target[key] = value
}

/** A text whose code-unit order is the order of declarations: role, topic, mode, format, constraints; unset before set. */
export function sortKey({ capability }: Declaration): string {
  const { role, topic, mode, format, ...constraints } = capability
  return [role, optional(topic), mode, optional(format), JSON.stringify(constraints)].join('\u0000')
}

function optional(text: string | undefined): string {
  return text === undefined ? '' : `=${text}`
}
