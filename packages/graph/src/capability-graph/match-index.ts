import { type Declaration, sortKey } from './declaration.ts'

/** Declarations by their values of some facets. */
export type Lookup = ReadonlyMap<string | number, readonly number[]>

/** Declarations of one side of a market that set the same facets. */
export interface Shape {
  readonly facets: readonly string[]
  /** Numbers of declarations. */
  readonly members: readonly number[]
  /** Every shape of the other side is in one of them. */
  readonly links: readonly ShapeLink[]
}

/**
 * What a shape has to do with those of the other side that share the same facets with it: their members meet when they agree on all
 * of these.
 */
export interface ShapeLink {
  /** Where the shared facets stand among those of this shape. */
  readonly positions: readonly number[]
  /** Members of this shape by their values of the shared facets. */
  mine(): Lookup
  /** Members of the other shapes by theirs. */
  others(): Lookup
}

/**
 * Finds the declarations that meet a given one without trying them: it looks them up by the values of the facets that both set.
 * Lookups and the order of declarations are worked out when they are first needed.
 */
export class MatchIndex {
  readonly declarations: readonly Declaration[]
  /** Shapes of the declarations at the source of a flow. */
  readonly sourceShapes: readonly Shape[]
  readonly #shapeOf: readonly Shape[]
  #rank: Int32Array | undefined

  constructor(declarations: readonly Declaration[]) {
    const shapes = formShapes(declarations)
    this.declarations = declarations
    this.sourceShapes = shapes.filter(({ members }) => declarations[members[0]!]!.source)
    this.#shapeOf = shapeOfEach(shapes)
  }

  /** Calls `visit` with lists of the declarations that meet a given one; none is in two. */
  visitAnswers(id: number, visit: (ids: readonly number[]) => void): void {
    const { values } = this.declarations[id]!
    for (const link of this.#shapeOf[id]!.links) {
      const found = link.others().get(valuesKey(values, link.positions))
      if (found) visit(found)
    }
  }

  /** The declarations that meet a given one, in their order. */
  answers(id: number): readonly number[] {
    const all: number[] = []
    this.visitAnswers(id, (ids) => {
      for (const answer of ids) all.push(answer)
    })
    return this.sort(all)
  }

  /** The declarations at the source of a flow, in their order. */
  sources(): readonly number[] {
    return this.sort(this.sourceShapes.flatMap(({ members }) => members))
  }

  /** Puts declarations in their order. */
  sort(ids: readonly number[]): number[] {
    this.#rank ??= rankAll(this.declarations)
    const rank = this.#rank
    return [...ids].sort((a, b) => rank[a]! - rank[b]!)
  }
}

function rankAll(declarations: readonly Declaration[]): Int32Array {
  const keys = declarations.map(sortKey)
  const order = [...declarations.keys()].sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1))
  const rank = new Int32Array(order.length)
  for (const [place, id] of order.entries()) rank[id] = place
  return rank
}

function formShapes(declarations: readonly Declaration[]): Shape[] {
  const shapes = new Map<string, ShapeInMarket>()
  for (const [id, { market, source, facets }] of declarations.entries()) {
    const key = `${market} ${source} ${facets.length === 0 ? '' : JSON.stringify(facets)}`
    const shape = shapes.get(key)
    if (shape) shape.members.push(id)
    else shapes.set(key, { market, source, facets, members: [id], links: [] })
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
}

function linkShape(shape: ShapeInMarket, all: readonly ShapeInMarket[], declarations: readonly Declaration[]): void {
  const opposite = all.filter(({ market, source }) => market === shape.market && source !== shape.source)
  const bySharedFacets = Map.groupBy(opposite, (other) =>
    JSON.stringify(shape.facets.filter((facet) => other.facets.includes(facet))),
  )
  for (const [text, others] of bySharedFacets) {
    const shared: readonly string[] = JSON.parse(text)
    shape.links.push({
      positions: positionsOf(shared, shape),
      mine: once(() => lookUp([shape], shared, declarations)),
      others: once(() => lookUp(others, shared, declarations)),
    })
  }
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

function positionsOf(facets: readonly string[], shape: Shape): number[] {
  return facets.map((facet) => shape.facets.indexOf(facet))
}

function lookUp(shapes: readonly Shape[], facets: readonly string[], declarations: readonly Declaration[]): Lookup {
  const lookup = new Map<string | number, number[]>()
  for (const shape of shapes) {
    const positions = positionsOf(facets, shape)
    for (const id of shape.members) {
      const key = valuesKey(declarations[id]!.values, positions)
      const found = lookup.get(key)
      if (found) found.push(id)
      else lookup.set(key, [id])
    }
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
