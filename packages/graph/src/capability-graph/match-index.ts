import { type Declaration, sortKey } from './declaration.ts'

/** Declarations by their values of some facets. */
export type Lookup = ReadonlyMap<string | number, readonly number[]>

/** Declarations of one side of a market that set the same facets. */
export interface Shape {
  readonly facets: readonly string[]
  /** Numbers of declarations, in their order. */
  readonly members: readonly number[]
  /** One for each shape of the other side. */
  readonly links: readonly ShapeLink[]
}

/** What a shape has to do with one of the other side: their members meet when they agree on the facets that both set. */
export interface ShapeLink {
  /** Where the shared facets stand among those of this shape. */
  readonly positions: readonly number[]
  /** Members of this shape by their values of the shared facets. */
  mine(): Lookup
  /** Members of the other shape by theirs. */
  others(): Lookup
}

/**
 * Finds the declarations that meet a given one without trying them: it looks them up by the values of the facets that both set.
 * Lookups are made when they are first needed.
 */
export class MatchIndex {
  readonly declarations: readonly Declaration[]
  /** Numbers of the declarations at the source of a flow, in their order. */
  readonly sources: readonly number[]
  /** Shapes of the declarations at the source of a flow. */
  readonly sourceShapes: readonly Shape[]
  /** The place of each declaration in their order. */
  readonly #rank: Int32Array
  readonly #shapeOf: readonly Shape[]

  constructor(declarations: readonly Declaration[]) {
    const order = inOrder(declarations)
    const shapes = formShapes(declarations, order)
    this.declarations = declarations
    this.sources = order.filter((id) => declarations[id]!.source)
    this.sourceShapes = shapes.filter(({ members }) => declarations[members[0]!]!.source)
    this.#rank = new Int32Array(order.length)
    for (const [place, id] of order.entries()) this.#rank[id] = place
    this.#shapeOf = shapeOfEach(shapes)
  }

  /** Calls `visit` with lists of the declarations that meet a given one; each is in its own order, and none is in two. */
  visitAnswers(id: number, visit: (ids: readonly number[]) => void): void {
    const { values } = this.declarations[id]!
    for (const link of this.#shapeOf[id]!.links) {
      const found = link.others().get(valuesKey(values, link.positions))
      if (found) visit(found)
    }
  }

  /** The declarations that meet a given one, in their order. */
  answers(id: number): readonly number[] {
    const lists: (readonly number[])[] = []
    this.visitAnswers(id, (ids) => lists.push(ids))
    return lists.length < 2 ? (lists[0] ?? []) : this.sort(lists.flat())
  }

  /** Puts declarations in their order. */
  sort(ids: readonly number[]): number[] {
    return [...ids].sort((a, b) => this.#rank[a]! - this.#rank[b]!)
  }
}

function inOrder(declarations: readonly Declaration[]): number[] {
  const keys = declarations.map(sortKey)
  return [...declarations.keys()].sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1))
}

function formShapes(declarations: readonly Declaration[], order: readonly number[]): Shape[] {
  const shapes = new Map<string, ShapeInMarket>()
  for (const id of order) {
    const { market, source, facets } = declarations[id]!
    const key = JSON.stringify([market, source, facets])
    const shape = shapes.get(key)
    if (shape) shape.members.push(id)
    else shapes.set(key, { market, source, facets, members: [id], links: [], lookups: new Map() })
  }
  const all = [...shapes.values()]
  for (const shape of all) linkShape(shape, all, declarations)
  return all
}

interface ShapeInMarket extends Shape {
  readonly market: string
  readonly source: boolean
  readonly members: number[]
  readonly links: ShapeLink[]
  readonly lookups: Map<string, Lookup>
}

function linkShape(shape: ShapeInMarket, all: readonly ShapeInMarket[], declarations: readonly Declaration[]): void {
  for (const other of all) {
    if (other.market !== shape.market || other.source === shape.source) continue
    const shared = shape.facets.filter((facet) => other.facets.includes(facet))
    shape.links.push({
      positions: shared.map((facet) => shape.facets.indexOf(facet)),
      mine: () => lookUp(shape, shared, declarations),
      others: () => lookUp(other, shared, declarations),
    })
  }
}

function lookUp(shape: ShapeInMarket, facets: readonly string[], declarations: readonly Declaration[]): Lookup {
  const key = JSON.stringify(facets)
  let lookup = shape.lookups.get(key)
  if (lookup === undefined) {
    const positions = facets.map((facet) => shape.facets.indexOf(facet))
    lookup = Map.groupBy(shape.members, (id) => valuesKey(declarations[id]!.values, positions))
    shape.lookups.set(key, lookup)
  }
  return lookup
}

/** A key that is equal for equal values at some positions; a number where one will do. */
function valuesKey(values: readonly number[], positions: readonly number[]): string | number {
  if (positions.length === 0) return 0
  if (positions.length === 1) return values[positions[0]!]!
  return positions.map((position) => values[position]).join()
}

function shapeOfEach(shapes: readonly Shape[]): Shape[] {
  const of: Shape[] = []
  for (const shape of shapes) for (const id of shape.members) of[id] = shape
  return of
}
