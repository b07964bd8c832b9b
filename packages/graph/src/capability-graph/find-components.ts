import { type GraphData, holdersOf, indexOf } from './graph-data.ts'
import type { Ids, Meeting } from './match-index.ts'

/**
 * Groups products that are connected, directly or through others and whatever the direction; largest first, then by first name. A
 * product that connects to nothing is a group of its own.
 *
 * All holders of a meeting belong together as soon as there are two: whichever of them are only on one side meet someone on the other.
 */
export function findComponents(data: GraphData): string[][] {
  const parent = Int32Array.from(data.names, (_, id) => id)
  for (const meeting of indexOf(data).meetings()) joinHolders(data, meeting, parent)
  const groups = Map.groupBy(data.products, (id) => rootOf(parent, id))
  return [...groups.values()]
    .map((ids) => ids.map((id) => data.names[id]!))
    .sort((a, b) => b.length - a.length || (a[0]! < b[0]! ? -1 : 1))
}

function joinHolders(data: GraphData, { sources, destinations }: Meeting, parent: Int32Array): void {
  const [first] = firstHolders(data, sources)
  if (first === undefined || firstHolders(data, destinations).length === 0) return
  for (const side of [sources, destinations]) {
    for (const id of side) for (const holder of holdersOf(data, id)) join(parent, first, holder)
  }
}

function firstHolders(data: GraphData, declarations: Ids): readonly number[] {
  for (const id of declarations) if (holdersOf(data, id).length > 0) return holdersOf(data, id)
  return []
}

function join(parent: Int32Array, a: number, b: number): void {
  const [left, right] = [rootOf(parent, a), rootOf(parent, b)]
  if (left !== right) parent[right] = left
}

function rootOf(parent: Int32Array, id: number): number {
  let root = id
  while (parent[root] !== root) root = parent[root]!
  for (let at = id; at !== root; ) {
    const next = parent[at]!
    parent[at] = root
    at = next
  }
  return root
}
