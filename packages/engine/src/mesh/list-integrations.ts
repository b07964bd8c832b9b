import { buildCapabilityGraph, type Integration as GraphIntegration, toCapabilityData } from '@meshroom/graph'
import type { Mode, Product, Role } from '@meshroom/model'
import type { HookManifest } from '../hooks/hook-declaration.ts'
import { implyCapabilities } from './imply-capabilities.ts'
import { listOffers, type SideFacts } from './list-offers.ts'
import type { Mesh } from './mesh.ts'
import { weighSide } from './weigh-offers.ts'

export interface IntegrationRow {
  readonly product: string
  readonly target: string
  readonly topic?: string
  readonly role: Role
  readonly mode: Mode
  readonly format?: string
  /** It follows from what both products can do; there is no manifest. */
  readonly generic: boolean
  /** Who sets up: the product its own end (`self`), both ends (`both`), or nobody yet (`none`). */
  readonly setup: 'self' | 'both' | 'none'
}

export interface ListIntegrationsOptions {
  /** `[product, target]`: names, or parts of names where no product has that name. */
  readonly search?: readonly string[]
  readonly topic?: string
  readonly role?: Role
  readonly mode?: Mode
}

/**
 * Lists integrations, those of manifests and those that follow from capabilities that meet, by product, target, topic, role and mode. Hooks are found by
 * reading their sources; none runs.
 */
export async function listIntegrations(
  mesh: Mesh,
  { search = [], topic, role, mode }: ListIntegrationsOptions = {},
): Promise<readonly IntegrationRow[]> {
  const products = [...mesh.project.products.values()]
  const manifests = await Promise.all(products.map(({ name }) => mesh.hooksOf(name)))
  const sides = new Map(products.map((product, index) => [product.name, factsOf(mesh, product, manifests[index])]))
  const graph = buildCapabilityGraph(
    [...sides.values()].map(({ product, hooks }) => ({
      name: product.name,
      capabilities: [...product.capabilities, ...implyCapabilities(product.capabilities, hooks)].map(toCapabilityData),
    })),
    { integrations: mesh.project.integrations },
  )
  const [product, target] = search
  const exact = { product: exactName(mesh, product), target: exactName(mesh, target) }
  const found = [...graph.integrations({ ...exact, topic, role, mode })]
  return found
    .filter((each) => isLike(each.product, product, exact.product) && isLike(each.target, target, exact.target))
    .map((each) => toRow(each, sides.get(each.product)))
}

function factsOf(mesh: Mesh, product: Product, manifest: HookManifest | undefined): SideFacts {
  const integrations = mesh.integrationsOf(product.name)
  return { instance: product.name, product, integrations, hooks: manifest?.hooks ?? [] }
}

function exactName({ project }: Mesh, word: string | undefined): string | undefined {
  return word !== undefined && project.products.has(word) ? word : undefined
}

function isLike(name: string, word: string | undefined, exact: string | undefined): boolean {
  return word === undefined || exact !== undefined || name.toLowerCase().includes(word.toLowerCase())
}

function toRow(found: GraphIntegration, side: SideFacts | undefined): IntegrationRow {
  const { product, target, topic, role, mode, format, generic } = found
  return {
    product,
    target,
    ...(topic !== undefined && { topic }),
    role,
    mode,
    ...(format !== undefined && { format }),
    generic,
    setup: side === undefined ? 'none' : setupOf(found, side),
  }
}

/** The best of the offers that the row stands for. */
function setupOf(
  { target, topic = '', role, mode, format, generic }: GraphIntegration,
  side: SideFacts,
): IntegrationRow['setup'] {
  const weighed = listOffers(side, { target, role, topic, mode })
    .filter((offer) => (offer.integration === undefined) === generic)
    .map((offer) => weighSide(side, offer, { role, topic, mode, format: format ?? offer.capability.format }))
  if (weighed.some(({ ownsBoth }) => ownsBoth)) return 'both'
  return weighed.some(({ setsItselfUp }) => setsItselfUp) ? 'self' : 'none'
}
