import { matchSearch } from './match-search.ts'
import type { Mesh } from './mesh.ts'

export interface InstanceRow {
  readonly name: string
  readonly product: string
  /** How many plugs go out of it or into it. */
  readonly plugs: number
}

/** Lists instances by name; with words, only those that have all of them in their name or product. */
export async function listInstances(
  { project }: Mesh,
  { search = [] }: { readonly search?: readonly string[] } = {},
): Promise<readonly InstanceRow[]> {
  const counts = new Map<string, number>()
  for (const { source, destination } of project.plugs)
    for (const name of new Set([source, destination])) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...project.instances.values()]
    .filter(({ name, product }) => matchSearch(search, [name, product]))
    .map(({ name, product }) => ({ name, product, plugs: counts.get(name) ?? 0 }))
}
