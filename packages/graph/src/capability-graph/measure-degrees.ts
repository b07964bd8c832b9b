import { type GraphData, heldBy, holdersOf, indexOf } from './graph-data.ts'

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

/** Measures every product, in the order of their names. */
export function measureDegrees(data: GraphData): Hub[] {
  const sent = new Int32Array(data.names.length).fill(-1)
  const received = new Int32Array(data.names.length).fill(-1)
  return data.products.map((id) => measure(data, id, { sent, received }))
}

/** Marks of the last product that sent to, or received from, each product. */
interface Marks {
  readonly sent: Int32Array
  readonly received: Int32Array
}

function measure(data: GraphData, id: number, { sent, received }: Marks): Hub {
  const index = indexOf(data)
  let [destinations, sources, both, edges] = [0, 0, 0, 0]
  for (const declaration of heldBy(data, id)) {
    const outwards = index.declarations[declaration]!.source
    const [mine, other] = outwards ? [sent, received] : [received, sent]
    index.visitAnswers(declaration, (answers) => {
      for (const answer of answers) {
        for (const holder of holdersOf(data, answer)) {
          if (holder === id) continue
          edges++
          if (mine[holder] === id) continue
          mine[holder] = id
          if (outwards) destinations++
          else sources++
          if (other[holder] === id) both++
        }
      }
    })
  }
  return { product: data.names[id]!, neighbors: destinations + sources - both, destinations, sources, edges }
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
