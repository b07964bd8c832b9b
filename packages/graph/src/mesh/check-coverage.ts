import { listInstances, type MeshData, type PlugData } from './mesh-data.ts'
import { groupBySource, type Leaving, pathTo, reachFrom } from './reach.ts'

/** What a mesh is meant to do: a topic or an action from every instance that is meant at one end reaches one at the other. */
export interface Intent {
  readonly name?: string | undefined
  readonly topic: string
  /**
   * An instance, or a product: then each of its instances. A name that is both means the product; `instance:NAME` means that instance
   * alone.
   */
  readonly from: string
  /** As `from`; of a product any of its instances will do. */
  readonly to: string
  /** Only plugs that are up count. */
  readonly up?: boolean | undefined
}

/** Whether a mesh does what it is meant to. */
export interface Coverage {
  readonly intent: Intent
  readonly holds: boolean
  /** Why not, where no plug could help: the mesh has no instance at an end. */
  readonly absent: readonly ('from' | 'to')[]
  /** For each source that gets there, the shortest way. */
  readonly proofs: readonly { readonly from: string; readonly path: readonly PlugData[] }[]
  /** For each source that does not, how far it gets. */
  readonly failures: readonly { readonly from: string; readonly reaches: readonly string[] }[]
}

/** Proves an intent by the ways of its topic through the mesh, or shows where they end. */
export function checkIntent(mesh: MeshData, intent: Intent): Coverage {
  const plugs = mesh.plugs.filter(({ topic, status }) => topic === intent.topic && (!intent.up || status === 'up'))
  const [sources, targets] = [meant(mesh, intent.from), meant(mesh, intent.to)]
  const leaving = groupBySource(plugs)
  const attempts = sources.map((from) => follow(leaving, from, new Set(targets)))
  const absent = [...(sources.length === 0 ? ['from' as const] : []), ...(targets.length === 0 ? ['to' as const] : [])]
  const failures = attempts.filter(({ path }) => path === undefined)
  return {
    intent,
    holds: absent.length === 0 && failures.length === 0,
    absent,
    proofs: attempts.flatMap(({ from, path }) => (path ? [{ from, path }] : [])),
    failures: failures.map(({ from, reaches }) => ({ from, reaches })),
  }
}

const instancePrefix = 'instance:'

/** The instances of the product of that name, so that one that is named like its product hides no other; else the instance. */
function meant(mesh: MeshData, name: string): string[] {
  const all = listInstances(mesh)
  if (name.startsWith(instancePrefix)) return all.filter((each) => each === name.slice(instancePrefix.length))
  const ofProduct = mesh.instances.filter(({ product }) => product === name).map((instance) => instance.name)
  return ofProduct.length > 0 ? ofProduct : all.filter((each) => each === name)
}

/** How one source fares: the way to the nearest target, if there is any, and all that it reaches. */
function follow(leaving: Leaving, from: string, targets: ReadonlySet<string>) {
  const reached = reachFrom([from], leaving)
  const others = [...reached.keys()].filter((name) => name !== from)
  const arrival = others.find((name) => targets.has(name))
  return { from, path: arrival === undefined ? undefined : pathTo(reached, arrival), reaches: others.sort() }
}
