import type { CapabilityData } from '../match/capability.ts'
import { DeclarationOrder } from './declaration-order.ts'
import type { DeclarationTable } from './declaration-table.ts'
import { EndOfMarket } from './end-of-market.ts'
import { Grouping } from './grouping.ts'
import { type Shape, type SharedFacets, shareFacets } from './shape.ts'
import { sourceEnds } from './shape-tree.ts'

/** Numbers of declarations. */
export type Ids = readonly number[] | Int32Array

/** Declarations that all meet each other: any of `sources` with any of `destinations`. */
export interface Meeting {
  readonly sources: Ids
  readonly destinations: Ids
}

/**
 * Finds the declarations that meet a given one: it looks them up by the values of the facets that both set. It grows with the table: what
 * it needs for a shape is made when it is first asked for, and again only when that shape has more members.
 */
export class MatchIndex {
  readonly table: DeclarationTable
  readonly #order: DeclarationOrder
  /** By role and mode, each with the size of the table that it was made for. */
  readonly #ends = new Map<number, { readonly size: number; readonly end: EndOfMarket }>()

  constructor(table: DeclarationTable) {
    this.table = table
    this.#order = new DeclarationOrder(table)
  }

  capability(id: number): CapabilityData {
    return this.table.capability(id)
  }

  isSource(id: number): boolean {
    return this.table.shapeOf(id).source
  }

  /** Whether two declarations meet. */
  meet(a: number, b: number): boolean {
    const [left, right] = [this.table.shapeOf(a), this.table.shapeOf(b)]
    if (left.opposite !== right.end) return false
    for (let i = 0, j = 0; i < left.facets.length && j < right.facets.length; ) {
      const [mine, other] = [left.facets[i]!, right.facets[j]!]
      if (mine === other && this.table.valueAt(a, i) !== this.table.valueAt(b, j)) return false
      if (mine <= other) i++
      if (other <= mine) j++
    }
    return true
  }

  /** Calls `visit` with lists of the declarations that meet a given one, until it says false; none is in two. */
  visitAnswers(id: number, visit: (ids: Ids) => unknown): void {
    const shape = this.table.shapeOf(id)
    const end = this.#endOf(shape.opposite)
    for (const other of end.large) {
      const found = this.#answersIn(other, shape, id)
      if (found !== undefined && visit(found) === false) return
    }
    const rare: number[] = []
    for (const other of end.rareLike(id)) if (this.meet(id, other)) rare.push(other)
    if (rare.length > 0) visit(rare)
  }

  #answersIn(other: Shape, shape: Shape, id: number): Int32Array | undefined {
    const { mine, theirs } = sharedWith(shape, other)
    return this.#group(other, theirs).find(id, mine)
  }

  /** The declarations that meet a given one, in their order. */
  answers(id: number): readonly number[] {
    const all: number[] = []
    this.visitAnswers(id, (ids) => {
      for (const answer of ids) all.push(answer)
    })
    return this.sort(all)
  }

  /** Yields all declarations that meet, as products of two lists, without pairing their members. Each pair is in exactly one. */
  *meetings(): Generator<Meeting, undefined> {
    for (const end of sourceEnds) {
      const { large, rare } = this.#endOf(end)
      for (const shape of large) yield* this.#meetingsOfShape(shape)
      for (const id of rare) {
        const answers: Ids[] = []
        this.visitAnswers(id, (ids) => answers.push(ids))
        for (const destinations of answers) yield { sources: [id], destinations }
      }
    }
  }

  *#meetingsOfShape(shape: Shape): Generator<Meeting, undefined> {
    const { large, rare } = this.#endOf(shape.opposite)
    for (const other of large) yield* this.#meetingsOfMany(shape, other)
    for (const id of rare) {
      const sources = this.#answersIn(shape, this.table.shapeOf(id), id)
      if (sources !== undefined) yield { sources, destinations: [id] }
    }
  }

  *#meetingsOfMany(shape: Shape, other: Shape): Generator<Meeting, undefined> {
    const { mine, theirs } = sharedWith(shape, other)
    const [sources, destinations] = [this.#group(shape, mine), this.#group(other, theirs)]
    const isSmaller = sources.groups <= destinations.groups
    const [walked, asked, positions] = isSmaller ? [sources, destinations, mine] : [destinations, sources, theirs]
    for (let at = 0; at < walked.groups; at++) {
      const found = asked.find(walked.first(at), positions)
      if (found === undefined) continue
      const group = walked.group(at)
      yield isSmaller ? { sources: group, destinations: found } : { sources: found, destinations: group }
    }
  }

  /** The declarations at the source of a flow, in their order. */
  sources(): readonly number[] {
    return this.sort(this.table.shapes.filter(({ source }) => source).flatMap(({ members }) => members))
  }

  /** Puts declarations in their order. */
  sort(ids: readonly number[]): number[] {
    return this.#order.sort(ids, this.table.size)
  }

  #endOf(end: number): EndOfMarket {
    const known = this.#ends.get(end)
    if (known?.size === this.table.size) return known.end
    const made = new EndOfMarket(this.table, end)
    this.#ends.set(end, { size: this.table.size, end: made })
    return made
  }

  #group(shape: Shape, positions: readonly number[]): Grouping {
    const key = positions.join()
    const known = shape.groupings.get(key)
    if (known?.size === shape.members.length) return known
    const made = new Grouping(this.table, shape.members, positions)
    shape.groupings.set(key, made)
    return made
  }
}

function sharedWith(shape: Shape, other: Shape): SharedFacets {
  const known = shape.shared.get(other.id)
  if (known !== undefined) return known
  const made = shareFacets(shape, other)
  shape.shared.set(other.id, made)
  return made
}
