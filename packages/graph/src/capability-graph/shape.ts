import type { Mode, Role } from '../match/capability.ts'
import type { Grouping } from './grouping.ts'

/**
 * Declarations of one role and mode that set the same facets. Whatever narrows a declaration (topic, format, constraints) is a facet; facets
 * go by numbers, topic 0 and format 1.
 */
export interface Shape {
  readonly id: number
  readonly role: Role
  readonly mode: Mode
  readonly source: boolean
  /** The number of its role and mode, and that of what can answer it. */
  readonly end: number
  readonly opposite: number
  /** Ascending, as their values stand in a declaration. */
  readonly facets: readonly number[]
  /** Keys of constraints, sorted, each with the place of its facet. */
  readonly constraints: readonly { readonly key: string; readonly position: number }[]
  readonly members: number[]
  /** Members by their values of some facets; made when first needed, and again when there are more members. */
  readonly groupings: Map<string, Grouping>
  /** What this shape shares with others that have many members. */
  readonly shared: Map<number, SharedFacets>
}

/** Where the facets that two shapes share stand in each. */
export interface SharedFacets {
  readonly mine: readonly number[]
  readonly theirs: readonly number[]
}

export function shareFacets({ facets }: Shape, other: Shape): SharedFacets {
  const mine: number[] = []
  const theirs: number[] = []
  for (let i = 0, j = 0; i < facets.length && j < other.facets.length; ) {
    const [left, right] = [facets[i]!, other.facets[j]!]
    if (left === right) {
      mine.push(i)
      theirs.push(j)
    }
    if (left <= right) i++
    if (right <= left) j++
  }
  return { mine, theirs }
}
