import { type GraphData, heldBy, indexOf } from './graph-data.ts'

/** How well a product is connected. */
export interface Hub {
  readonly product: string
  /** How many other products it can exchange anything with. */
  readonly neighbors: number
  /** How many of them it can send to. */
  readonly destinations: number
  /** How many of them it can receive from. */
  readonly sources: number
  readonly edges: number
}

type Degrees = Omit<Hub, 'product'>

/**
 * Measures every product, in the order of their names. Products that declare the same are alike, so that they are measured once, and counted
 * at once where others meet them.
 */
export function measureDegrees(data: GraphData): readonly Hub[] {
  const kinds = sortByKind(data)
  const sent = new Int32Array(kinds.held.length).fill(-1)
  const received = new Int32Array(kinds.held.length).fill(-1)
  const measured = kinds.held.map((_, kind) => measure(data, kinds, { kind, sent, received }))
  return data.products.map((id) => Object.freeze({ product: data.names[id]!, ...measured[kinds.of.get(id)!]! }))
}

/** Products by what they declare. */
interface Kinds {
  /** The kind of each product. */
  readonly of: ReadonlyMap<number, number>
  /** Declarations of each kind. */
  readonly held: readonly (readonly number[])[]
  /** How many products are of each kind. */
  readonly sizes: readonly number[]
  /** Kinds that hold each declaration. */
  readonly holders: readonly (readonly number[] | undefined)[]
}

function sortByKind(data: GraphData): Kinds {
  const alike = Map.groupBy(data.products, (id) => [...heldBy(data, id)].sort((a, b) => a - b).join())
  const members = [...alike.values()]
  const held = members.map(([first]) => heldBy(data, first!))
  const holders: number[][] = []
  for (const [kind, declarations] of held.entries()) {
    for (const declaration of declarations) {
      const known = holders[declaration]
      if (known === undefined) holders[declaration] = [kind]
      else known.push(kind)
    }
  }
  const of = new Map(members.flatMap((ids, kind) => ids.map((id) => [id, kind] as const)))
  return { of, held, sizes: members.map(({ length }) => length), holders }
}

/** The kind that is measured, and marks of the last one that sent to, or received from, each kind. */
interface Measuring {
  readonly kind: number
  readonly sent: Int32Array
  readonly received: Int32Array
}

function measure(data: GraphData, { held, sizes, holders }: Kinds, { kind, sent, received }: Measuring): Degrees {
  const index = indexOf(data)
  let [destinations, sources, both, edges] = [0, 0, 0, 0]
  for (const declaration of held[kind]!) {
    const outwards = index.isSource(declaration)
    const [mine, other] = outwards ? [sent, received] : [received, sent]
    index.visitAnswers(declaration, (answers) => {
      for (const answer of answers) {
        for (const holder of holders[answer] ?? []) {
          // No product meets itself, but all others of its kind.
          const products = sizes[holder]! - (holder === kind ? 1 : 0)
          edges += products
          if (mine[holder] === kind) continue
          mine[holder] = kind
          if (outwards) destinations += products
          else sources += products
          if (other[holder] === kind) both += products
        }
      }
    })
  }
  return { neighbors: destinations + sources - both, destinations, sources, edges }
}

/** Products by how many others they connect to, then by edges, then by name. */
export function rankHubs(degrees: readonly Hub[]): Hub[] {
  return [...degrees].sort((a, b) => b.neighbors - a.neighbors || b.edges - a.edges || (a.product < b.product ? -1 : 1))
}

/** The density of the graph: which share of the ordered pairs of products can exchange anything. From 0 to 1; 0 below two products. */
export function measureOpenness(degrees: readonly Hub[]): number {
  const pairs = degrees.length * (degrees.length - 1)
  return pairs === 0 ? 0 : degrees.reduce((sum, { destinations }) => sum + destinations, 0) / pairs
}
