import { listInstances, type MeshData, type PlugData } from './mesh-data.ts'

/** What holds a mesh together alone, whatever the direction of its plugs. */
export interface SinglePoints {
  /** Instances without which others are cut off from each other (articulation points). */
  readonly instances: readonly string[]
  /** Plugs without which instances are cut off from each other (bridges). */
  readonly plugs: readonly PlugData[]
}

/** One visit of a depth-first walk. */
interface Visit {
  readonly name: string
  /** The plug that it was reached by. */
  readonly by: PlugData | undefined
  readonly order: number
  /** The earliest visit that can be reached from here or from what was visited through here, not going back by the same plug. */
  low: number
  readonly plugs: Iterator<PlugData>
  children: number
}

/** Finds single points of failure in one depth-first walk (Tarjan); the walk keeps its own stack, so that no mesh is too deep. */
export function findSinglePoints(mesh: MeshData): SinglePoints {
  const walk = new Walk(mesh.plugs)
  for (const name of listInstances(mesh)) walk.from(name)
  return { instances: [...walk.instances].sort(), plugs: mesh.plugs.filter((plug) => walk.plugs.has(plug)) }
}

class Walk {
  readonly instances = new Set<string>()
  readonly plugs = new Set<PlugData>()
  readonly #plugsOf: ReadonlyMap<string, readonly PlugData[]>
  readonly #visited = new Map<string, Visit>()

  constructor(plugs: readonly PlugData[]) {
    const ends = plugs.flatMap((plug) => [plug.source, plug.destination].map((name) => ({ name, plug })))
    const grouped = Map.groupBy(ends, ({ name }) => name)
    this.#plugsOf = new Map([...grouped].map(([name, list]) => [name, list.map(({ plug }) => plug)]))
  }

  from(root: string): void {
    if (this.#visited.has(root)) return
    const stack = [this.#visit(root, undefined)]
    while (stack.length > 0) {
      const at = stack.at(-1)!
      const { value: plug, done } = at.plugs.next()
      if (done) this.#leave(stack.pop()!, stack.at(-1))
      else if (plug !== at.by) this.#follow(at, plug, stack)
    }
  }

  #visit(name: string, by: PlugData | undefined): Visit {
    const order = this.#visited.size
    const plugs = (this.#plugsOf.get(name) ?? []).values()
    const visit = { name, by, order, low: order, plugs, children: 0 }
    this.#visited.set(name, visit)
    return visit
  }

  #follow(at: Visit, plug: PlugData, stack: Visit[]): void {
    const name = plug.source === at.name ? plug.destination : plug.source
    const known = this.#visited.get(name)
    if (known) {
      at.low = Math.min(at.low, known.order)
      return
    }
    at.children++
    stack.push(this.#visit(name, plug))
  }

  /** What was visited through an instance and reaches nothing earlier hangs on it; the root of a walk has to have two such parts. */
  #leave(left: Visit, parent: Visit | undefined): void {
    if (parent === undefined) {
      if (left.children > 1) this.instances.add(left.name)
      return
    }
    parent.low = Math.min(parent.low, left.low)
    if (left.low > parent.order) this.plugs.add(left.by!)
    if (left.low >= parent.order && parent.by !== undefined) this.instances.add(parent.name)
  }
}
