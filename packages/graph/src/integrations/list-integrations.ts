import type { Edge } from '../capability-graph/edge.ts'
import { listBetween } from '../capability-graph/explain-pair.ts'
import type { GraphData } from '../capability-graph/graph-data.ts'
import { listNeighbors } from '../capability-graph/list-neighbors.ts'
import type { Mode, Role } from '../match/capability.ts'
import type { Integration } from './integration.ts'

/** Which integrations are meant: those that have every value given here. */
export interface IntegrationFilter {
  readonly product?: string | undefined
  readonly target?: string | undefined
  readonly topic?: string | undefined
  readonly role?: Role | undefined
  readonly mode?: Mode | undefined
  readonly generic?: boolean | undefined
}

/**
 * Yields the integrations of products, those of manifests and those that follow from capabilities; by product, target, topic, role, mode
 * and format.
 */
export function* listIntegrations(data: GraphData, filter: IntegrationFilter = {}): Generator<Integration, undefined> {
  for (const product of productsOf(data, filter)) {
    for (const target of targetsOf(data, product, filter)) {
      for (const integration of integrationsOf(data, product, target))
        if (isMeant(integration, filter)) yield integration
    }
  }
}

function productsOf(data: GraphData, { product }: IntegrationFilter): readonly string[] {
  if (product !== undefined) return [product]
  return [...new Set([...data.products.map((id) => data.names[id]!), ...data.integrations.keys()])].sort()
}

function targetsOf(data: GraphData, product: string, filter: IntegrationFilter): readonly string[] {
  if (filter.target !== undefined) return [filter.target]
  const specific = data.integrations.get(product)?.keys() ?? []
  if (filter.generic === false || !isProduct(data, product)) return [...specific].sort()
  const neighbors = [...listNeighbors(data, product, { topic: filter.topic, mode: filter.mode })]
  return [...new Set([...neighbors.map((neighbor) => neighbor.product), ...specific])].sort()
}

/** Integrations of `product` with `target`. A generic one yields to a manifest for the same topic, role and mode. */
export function integrationsOf(data: GraphData, product: string, target: string): Integration[] {
  const specific = data.integrations.get(product)?.get(target) ?? []
  const generic = isProduct(data, product) && isProduct(data, target) ? genericOf(data, product, target) : []
  const left = generic.filter((integration) => !specific.some((manifest) => replaces(manifest, integration)))
  return [...specific, ...left].sort(compareIntegrations)
}

function isProduct(data: GraphData, name: string): boolean {
  const id = data.numberOf.get(name)
  return id !== undefined && data.held.has(id)
}

function genericOf(data: GraphData, product: string, target: string): Integration[] {
  const ends = listBetween(data, product, target).map((edge) => endOf(edge, product, target))
  return [...new Map(ends.map((end) => [sortKey({ ...end, format: end.format?.toLowerCase() }), end])).values()]
}

function endOf({ source, topic, mode, format, from, to }: Edge, product: string, target: string): Integration {
  return { product, target, topic, role: source === product ? from.role : to.role, mode, format, generic: true }
}

/** Whether a manifest says what the generic integration would: an unset topic or format of the manifest covers any. */
function replaces(manifest: Integration, generic: Integration): boolean {
  return (
    manifest.role === generic.role &&
    manifest.mode === generic.mode &&
    (manifest.topic === undefined || manifest.topic === generic.topic) &&
    (manifest.format === undefined || manifest.format.toLowerCase() === generic.format?.toLowerCase())
  )
}

function isMeant(integration: Integration, filter: IntegrationFilter): boolean {
  return (
    (filter.topic === undefined || filter.topic === integration.topic) &&
    (filter.role === undefined || filter.role === integration.role) &&
    (filter.mode === undefined || filter.mode === integration.mode) &&
    (filter.generic === undefined || filter.generic === integration.generic)
  )
}

function compareIntegrations(a: Integration, b: Integration): number {
  return sortKey(a) < sortKey(b) ? -1 : 1
}

function sortKey({ topic = '', role, mode, format = '', generic }: Integration): string {
  return [topic, role, mode, format, generic].join('\u0000')
}
