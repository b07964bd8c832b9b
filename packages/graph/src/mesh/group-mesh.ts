import { isAction, listInstances, type MeshData, type PlugData, sortPlugs } from './mesh-data.ts'

/** The most instances that are drawn each for itself, with every plug. */
export const mostAlone = 14

/** The instances of one product. */
export interface MeshGroup {
  /** Empty for instances that only a plug names. */
  readonly product: string
  /** Names, sorted. */
  readonly members: readonly string[]
}

/** The plugs of one kind from the instances of one product to those of another. */
export interface PlugBundle<P extends PlugData = PlugData> {
  /** Products, as {@link MeshGroup} has them. */
  readonly source: string
  readonly destination: string
  readonly kind: 'data' | 'action'
  /** Distinct, sorted. */
  readonly topics: readonly string[]
  readonly plugs: readonly P[]
}

export interface GroupedMesh<P extends PlugData = PlugData> {
  readonly groups: readonly MeshGroup[]
  readonly bundles: readonly PlugBundle<P>[]
}

/** A large mesh by products, so that it can be seen at a glance: groups by name, bundles by source, destination and kind. */
export function groupMesh<P extends PlugData>(mesh: MeshData & { readonly plugs: readonly P[] }): GroupedMesh<P> {
  const products = new Map(mesh.instances.map(({ name, product }) => [name, product]))
  const productOf = (name: string) => products.get(name) ?? ''
  const members = Map.groupBy(listInstances(mesh), productOf)
  const keyOf = (plug: P) => [productOf(plug.source), productOf(plug.destination), isAction(plug)] as const
  const bundles = Map.groupBy(sortPlugs(mesh.plugs) as P[], (plug) => JSON.stringify(keyOf(plug)))
  return {
    groups: [...members].map(([product, names]) => ({ product, members: names })).sort(byProduct),
    bundles: [...bundles.values()].map((plugs) => describeBundle(plugs, keyOf(plugs[0]!))).sort(byEnds),
  }
}

function describeBundle<P extends PlugData>(
  plugs: readonly P[],
  [source, destination, action]: readonly [string, string, boolean],
): PlugBundle<P> {
  const topics = [...new Set(plugs.map(({ topic }) => topic))].sort()
  return { source, destination, kind: action ? 'action' : 'data', topics, plugs }
}

function byProduct(a: MeshGroup, b: MeshGroup): number {
  return a.product < b.product ? -1 : 1
}

function byEnds(a: PlugBundle, b: PlugBundle): number {
  const keys = ['source', 'destination', 'kind'] as const
  return keys.reduce((order, key) => order || (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0), 0)
}

/** How many plugs are up; one whose status is not known is drawn as if it were. */
export function countUp({ plugs }: PlugBundle): number {
  return plugs.filter(({ status }) => status === undefined || status === 'up').length
}

/** What an instance is called within its group: what its name has besides the product's. */
export function shortName(name: string, { product }: MeshGroup): string {
  return product !== '' && name.startsWith(`${product}-`) ? name.slice(product.length + 1) : name
}
