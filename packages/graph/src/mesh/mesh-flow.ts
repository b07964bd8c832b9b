import { findOrigins, type Leads } from './flood.ts'
import { isAction, listInstances, type MeshData } from './mesh-data.ts'

/** How data flows through a mesh, by numbers: worked out once, and asked for each instance. */
export interface MeshFlow {
  /** Instances by number, sorted. */
  readonly names: readonly string[]
  readonly numberOf: ReadonlyMap<string, number>
  /** Whom each instance feeds with data. */
  readonly feeds: Leads
  /** Instances that get data from no one but those that they feed themselves. */
  readonly origins: readonly number[]
  /** The ends of each plug, in the order of the plugs. */
  readonly sources: Int32Array
  readonly destinations: Int32Array
  /** What each instance gets, sorted. */
  readonly supplies: readonly Supply[]
}

/** The plugs that bring a topic of data to an instance. */
export interface Supply {
  readonly instance: string
  readonly topic: string
  readonly plugs: readonly number[]
}

export function traceFlow(mesh: MeshData): MeshFlow {
  const names = listInstances(mesh)
  const numberOf = new Map(names.map((name, id) => [name, id]))
  const sources = Int32Array.from(mesh.plugs, ({ source }) => numberOf.get(source)!)
  const destinations = Int32Array.from(mesh.plugs, ({ destination }) => numberOf.get(destination)!)
  const feeds: number[][] = names.map(() => [])
  const fedBy: number[][] = names.map(() => [])
  for (const [at, plug] of mesh.plugs.entries()) {
    if (isAction(plug)) continue
    feeds[sources[at]!]!.push(destinations[at]!)
    fedBy[destinations[at]!]!.push(sources[at]!)
  }
  const origins = findOrigins(feeds, fedBy)
  return { names, numberOf, feeds, origins, sources, destinations, supplies: listSupplies(mesh) }
}

function listSupplies({ plugs }: MeshData): Supply[] {
  const supplies = new Map<string, number[]>()
  for (const [at, plug] of plugs.entries()) {
    if (isAction(plug)) continue
    const key = JSON.stringify([plug.destination, plug.topic])
    const known = supplies.get(key)
    if (known) known.push(at)
    else supplies.set(key, [at])
  }
  return [...supplies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, own]) => ({ instance: plugs[own[0]!]!.destination, topic: plugs[own[0]!]!.topic, plugs: own }))
}
