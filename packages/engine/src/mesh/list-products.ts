import type { Mode, Role } from '@meshroom/model'
import { matchSearch } from './match-search.ts'
import type { Mesh } from './mesh.ts'

export interface ProductRow {
  readonly name: string
  readonly vendor?: string
  readonly tags: readonly string[]
  readonly capabilities: readonly {
    readonly role: Role
    readonly topic?: string
    readonly mode: Mode
    readonly format?: string
  }[]
  /** How many manifests of integrations it has. */
  readonly integrations: number
  /** Names of its instances, sorted. */
  readonly instances: readonly string[]
}

/**
 * Lists products by name; with words, only those that have all of them in their name, vendor or tags. Reads nothing but the mesh: what setup hooks
 * imply is not here.
 */
export async function listProducts(
  mesh: Mesh,
  { search = [] }: { readonly search?: readonly string[] } = {},
): Promise<readonly ProductRow[]> {
  const instances = Map.groupBy(mesh.project.instances.values(), ({ product }) => product)
  return [...mesh.project.products.values()]
    .filter(({ name, vendor, tags }) => matchSearch(search, [name, vendor, ...tags]))
    .map(({ name, vendor, tags, capabilities }) => ({
      name,
      ...(vendor !== undefined && { vendor }),
      tags,
      capabilities: capabilities.map(({ role, topic, mode, format }) => ({
        role,
        ...(topic !== undefined && { topic }),
        mode,
        ...(format !== undefined && { format }),
      })),
      integrations: mesh.integrationsOf(name).length,
      instances: (instances.get(name) ?? []).map((instance) => instance.name).sort(),
    }))
}
