import { buildCapabilityGraph, type CapabilityGraph } from '../src/capability-graph/build-capability-graph.ts'
import { buildMeshGraph, type MeshGraph } from '../src/mesh/build-mesh-graph.ts'
import type { PageData, PageIntegration, PagePlug, PageProduct } from '../src/render/page/page-data.ts'
import type { ScenePlug } from './scene.ts'

export type Status = 'up' | 'partial' | 'down' | 'problem' | 'none'

/** The page's data with what it is looked up by, and the graphs that answer what it asks. */
export interface Atlas {
  readonly data: PageData
  readonly graph: CapabilityGraph
  readonly mesh: MeshGraph
  readonly products: ReadonlyMap<string, PageProduct>
  /** Product of each instance; also of those that only a plug names: `undefined` then. */
  readonly instances: ReadonlyMap<string, string | undefined>
  readonly instancesOf: ReadonlyMap<string, readonly string[]>
  readonly plugsOf: ReadonlyMap<string, readonly PagePlug[]>
  readonly integrationsOf: ReadonlyMap<string, readonly PageIntegration[]>
  /** Products, the best connected first, each with the number of those it can exchange something with. */
  readonly ranked: readonly string[]
  readonly degrees: ReadonlyMap<string, number>
  readonly topics: readonly string[]
}

export function openAtlas(data: PageData): Atlas {
  const graph = buildCapabilityGraph(data.products, { integrations: data.integrations })
  const mesh = buildMeshGraph(data)
  const known = new Map(data.instances.map(({ name, product }) => [name, product]))
  const hubs = graph.hubs
  return {
    data,
    graph,
    mesh,
    products: new Map(data.products.map((product) => [product.name, product])),
    instances: new Map(mesh.instances.map((name) => [name, known.get(name)])),
    instancesOf: collect(data.instances.map(({ name, product }) => [product, name])),
    plugsOf: collect(data.plugs.flatMap((plug) => endsOf(plug).map((name) => [name, plug] as const))),
    integrationsOf: collect(
      data.integrations.flatMap((each) => [each.product, each.target].map((name) => [name, each] as const)),
    ),
    ranked: hubs.map(({ product }) => product),
    degrees: new Map(hubs.map((hub) => [hub.product, hub.neighbors])),
    topics: topicsOf(data),
  }
}

function endsOf({ source, destination }: PagePlug): string[] {
  return [...new Set([source, destination])]
}

function collect<V>(entries: Iterable<readonly [string, V]>): ReadonlyMap<string, readonly V[]> {
  const lists = new Map<string, V[]>()
  for (const [key, value] of entries) {
    const list = lists.get(key)
    if (list) list.push(value)
    else lists.set(key, [value])
  }
  return lists
}

function topicsOf({ products, plugs }: PageData): string[] {
  const named = products.flatMap(({ capabilities }) => capabilities.flatMap(({ topic }) => topic ?? []))
  return [...new Set([...named, ...plugs.map(({ topic }) => topic)])].sort()
}

/** How a plug stands; `problem` where nothing can set it up. */
export function statusOf({ status, problem }: PagePlug): Status {
  return problem !== undefined && status !== 'up' ? 'problem' : (status ?? 'down')
}

/** A plug as a drawing marks it. */
export function toScenePlug(plug: PagePlug): ScenePlug {
  return { source: plug.source, destination: plug.destination, status: statusOf(plug) }
}

/** How several stand as one: a problem is one of all; partly up where some are up and some are not; `none` where there is nothing. */
export function together(statuses: Iterable<Status>): Status {
  const found = new Set(statuses)
  found.delete('none')
  if (found.has('problem')) return 'problem'
  const [only] = found
  return found.size > 1 ? 'partial' : (only ?? 'none')
}

/** How an instance stands, as its plugs do together. */
export function statusOfInstance({ plugsOf }: Atlas, instance: string): Status {
  return together((plugsOf.get(instance) ?? []).map(statusOf))
}

/** How a product stands, as its instances do together; `none` where it has none. */
export function statusOfProduct(atlas: Atlas, product: string): Status {
  return together((atlas.instancesOf.get(product) ?? []).map((instance) => statusOfInstance(atlas, instance)))
}
