import type { PlugData } from './mesh-data.ts'

/** Instances that plugs lead to, in the order of their distance, each with the plug that it was first reached by; the starts have none. */
export type Reached = ReadonlyMap<string, PlugData | undefined>

/** Plugs by the instance that they leave. */
export type Leaving = ReadonlyMap<string, readonly PlugData[]>

export function groupBySource(plugs: readonly PlugData[]): Leaving {
  return Map.groupBy(plugs, ({ source }) => source)
}

/** Follows plugs from the starts; of equally short ways the first in the order of the plugs. */
export function reachFrom(starts: readonly string[], leaving: Leaving): Reached {
  const reached = new Map<string, PlugData | undefined>(starts.map((start) => [start, undefined]))
  for (const at of reached.keys()) {
    for (const plug of leaving.get(at) ?? []) if (!reached.has(plug.destination)) reached.set(plug.destination, plug)
  }
  return reached
}

/** The way from a start to an instance that was reached. */
export function pathTo(reached: Reached, name: string): PlugData[] {
  const path: PlugData[] = []
  for (let plug = reached.get(name); plug !== undefined; plug = reached.get(plug.source)) path.push(plug)
  return path.reverse()
}
