import { buildCapabilityGraph, type Integration as GraphIntegration, toCapabilityData } from '@meshroom/graph'
import { compareNames, type Mode, type Product, type Role } from '@meshroom/model'
import type { HookManifest } from '../hooks/hook-declaration.ts'
import { isHookFile } from '../hooks/list-hook-files.ts'
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
 * Lists integrations by product, target, topic, role and mode: those of manifests, and the generic ones that a product sets up for whoever
 * its capabilities meet. Between a product and a target that are both named, generic ones that nobody sets up are listed too. Hooks are
 * found by reading their sources; none runs.
 */
export async function listIntegrations(
  mesh: Mesh,
  { search: [product, target] = [], ...narrow }: ListIntegrationsOptions = {},
): Promise<readonly IntegrationRow[]> {
  const sides = await gatherSides(mesh)
  const asked = { products: likeNames(mesh, product), targets: likeNames(mesh, target), ...narrow }
  const isPair = product !== undefined && target !== undefined
  const settingUp = isPair ? asked.products : asked.products.filter((name) => setsUpGenerically(sides.get(name)))
  const sideOf = narrowSides(mesh, sides)
  const specific = listSpecific(mesh, asked).map((each) => toRow(each, sideOf(each)))
  const generic = listGeneric(mesh, sides, { ...asked, products: settingUp }).map((each) => toRow(each, sideOf(each)))
  return [...specific, ...generic.filter(({ setup }) => isPair || setup !== 'none')].sort(compareRows)
}

interface Asked {
  readonly products: readonly string[]
  readonly targets: readonly string[]
  readonly topic?: string
  readonly role?: Role
  readonly mode?: Mode
}

async function gatherSides(mesh: Mesh): Promise<ReadonlyMap<string, SideFacts>> {
  const products = [...mesh.project.products.values()]
  const manifests = await Promise.all(
    products.map(({ name }) => (mayHaveHooks(mesh, name) ? mesh.hooksOf(name) : undefined)),
  )
  return new Map(products.map((product, index) => [product.name, factsOf(mesh, product, manifests[index])]))
}

/** Known from reading the project: most products of a catalogue have no code, and looking for it in each takes long. */
function mayHaveHooks({ project: { others } }: Mesh, product: string): boolean {
  return others === undefined || (others.get(product)?.some(isHookFile) ?? false)
}

/** The product of that name, else those whose names have the word in them; all of them without a word. */
function likeNames({ project }: Mesh, word: string | undefined): readonly string[] {
  if (word !== undefined && project.products.has(word)) return [word]
  return [...project.products.keys()].filter(
    (name) => word === undefined || name.toLowerCase().includes(word.toLowerCase()),
  )
}

/** Whether it may set up an integration without a manifest: hooks beside one serve no other. */
function setsUpGenerically(side: SideFacts | undefined): boolean {
  return (
    side?.hooks.some(({ kind, integration }) => kind === 'setup' && integration === undefined) ||
    side?.product.capabilities.some(({ http }) => http) ||
    false
  )
}

/** Sides with the manifests for one target alone: one product may have thousands, and each row would look at all of them. */
function narrowSides({ project }: Mesh, sides: ReadonlyMap<string, SideFacts>) {
  const byPair = Map.groupBy(project.integrations, ({ product, target }) => `${product}/${target}`)
  return ({ product, target }: Pick<GraphIntegration, 'product' | 'target'>): SideFacts | undefined => {
    const side = sides.get(product)
    return side && { ...side, integrations: byPair.get(`${product}/${target}`) ?? [] }
  }
}

function listSpecific({ project }: Mesh, { products, targets, topic, role, mode }: Asked): GraphIntegration[] {
  const [ours, theirs] = [new Set(products), new Set(targets)]
  return project.integrations
    .filter((each) => ours.has(each.product) && theirs.has(each.target))
    .filter((each) => topic === undefined || each.topic === undefined || each.topic === topic)
    .filter((each) => (role ?? each.role) === each.role && (mode ?? each.mode) === each.mode)
    .map(({ product, target, topic, role, mode, format }) => ({
      product,
      target,
      ...(topic !== undefined && { topic }),
      role,
      mode,
      ...(format !== undefined && { format }),
      generic: false,
    }))
}

function listGeneric(
  { project }: Mesh,
  sides: ReadonlyMap<string, SideFacts>,
  { products, targets, topic, role, mode }: Asked,
): GraphIntegration[] {
  if (products.length === 0) return []
  const graph = buildCapabilityGraph(
    [...sides.values()].map(({ product, hooks }) => ({
      name: product.name,
      capabilities: [...product.capabilities, ...implyCapabilities(product.capabilities, hooks)].map(toCapabilityData),
    })),
    { integrations: project.integrations },
  )
  return products.flatMap((product) =>
    targets.flatMap((target) => [...graph.integrations({ product, target, topic, role, mode, generic: true })]),
  )
}

function compareRows(a: IntegrationRow, b: IntegrationRow): number {
  const keys = ['product', 'target', 'topic', 'role', 'mode', 'format'] as const
  return keys.reduce((order, key) => order || compareNames(a[key] ?? '', b[key] ?? ''), 0)
}

function factsOf(mesh: Mesh, product: Product, manifest: HookManifest | undefined): SideFacts {
  const integrations = mesh.integrationsOf(product.name)
  return { instance: product.name, product, integrations, hooks: manifest?.hooks ?? [] }
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
