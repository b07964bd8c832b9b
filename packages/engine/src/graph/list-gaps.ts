import { buildCapabilityGraph, type Gap, type MissingPart, type TopicKind, toCapabilityData } from '@meshroom/graph'
import type { Capability, Integration, Mode, Product, Role } from '@meshroom/model'
import { checkTopic } from '../mesh/check-new-name.ts'
import type { SideFacts } from '../mesh/list-offers.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { capabilitiesOf } from './build-product-graph.ts'
import { listSetups } from './list-setups.ts'
import { nameTwoProducts } from './name-product.ts'

export interface ListGapsOptions {
  /** Two products, or instances of them. */
  readonly between: readonly [string, string]
  /** Only for this topic; then also where neither product deals with it. */
  readonly topic?: string
}

/** A part of a gap, with what mends it. */
export interface GapPart {
  readonly kind: 'capability' | 'setup'
  readonly product: string
  readonly target: string
  readonly topic: string
  readonly role: Role
  readonly mode: Mode
  readonly format?: string
  /** The setup hook has to set up both ends. */
  readonly ownsBoth: boolean
  /** Words of the command that scaffolds it, after `meshroom`; absent where its manifest is there already. */
  readonly command?: readonly string[]
  /** The file to write a setup hook in, where the manifest is there already. */
  readonly write?: string
}

/** One smallest set of what is missing for one flow. */
export interface GapRow {
  readonly source: string
  readonly destination: string
  readonly topic: string
  readonly mode: Mode
  readonly format?: string
  readonly missing: readonly GapPart[]
}

/**
 * Finds what is missing to plug instances of two products into each other, as a plug would see it: for each flow that is not possible yet,
 * every smallest set of capabilities and setup hooks, the cheapest first. No hook runs.
 *
 * @throws MeshroomError `PRODUCT_UNKNOWN`, `PRODUCTS_EQUAL`, `NAME_INVALID`
 * @example
 * await listGaps(mesh, { between: ['myedr', 'sekoia'], topic: 'search_threat' })
 */
export async function listGaps(mesh: Mesh, { between, topic }: ListGapsOptions): Promise<readonly GapRow[]> {
  if (topic !== undefined) checkTopic(topic)
  const [a, b] = nameTwoProducts(mesh, between)
  const [left, right] = await Promise.all([sideOf(mesh, a, b), sideOf(mesh, b, a)])
  const graph = buildCapabilityGraph(
    [left, right].map(({ name, capabilities }) => ({ name, capabilities: capabilities.map(toCapabilityData) })),
  )
  const known = [...left.capabilities, ...right.capabilities]
  const topics = distinct([topic, ...known.map((capability) => capability.topic)])
  const formats = distinct(known.map((capability) => capability.format))
  const setups = [
    ...listSetups({ side: left.facts, target: b, topics, formats }),
    ...listSetups({ side: right.facts, target: a, topics, formats }),
  ]
  const gaps = graph.gaps(a.name, b.name, { topic, setups, kindOf: kindsIn(mesh, known) })
  return withoutTwins(gaps.map((gap) => toRow(mesh, gap)))
}

/** What one product names as data is no action for another; a topic that is named as both, or by nobody, may be either. */
function kindsIn({ project }: Mesh, known: readonly Capability[]): (topic: string) => TopicKind | undefined {
  const named = [
    ...known,
    ...project.integrations,
    ...[...project.products.values()].flatMap((each) => each.capabilities),
  ]
  const kinds = new Map<string, Set<TopicKind>>()
  for (const { topic, role } of named) {
    if (topic === undefined) continue
    const kind = role === 'producer' || role === 'consumer' ? 'data' : 'action'
    kinds.set(topic, (kinds.get(topic) ?? new Set()).add(kind))
  }
  return (topic) => {
    const [kind, other] = kinds.get(topic) ?? []
    return other === undefined ? kind : undefined
  }
}

/** Constraints tell gaps apart that the same commands mend: what these declare leaves them open. */
function withoutTwins(rows: readonly GapRow[]): GapRow[] {
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()]
}

interface Side {
  readonly name: string
  readonly facts: SideFacts
  readonly capabilities: readonly Capability[]
}

/** A product as the other sees it: with what the manifests between them state besides. */
async function sideOf(mesh: Mesh, product: Product, target: Product): Promise<Side> {
  const integrations = mesh.integrationsOf(product.name)
  const { hooks } = await mesh.hooksOf(product.name)
  const stated = integrations.filter((each) => each.target === target.name).map(statedBy)
  return {
    name: product.name,
    facts: { instance: product.name, product, integrations, hooks },
    capabilities: [...(await capabilitiesOf(mesh, product)), ...stated],
  }
}

function statedBy({ role, mode, topic, format }: Integration): Capability {
  return { role, mode, ...(topic !== undefined && { topic }), ...(format !== undefined && { format }), constraints: {} }
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))].sort()
}

function toRow(mesh: Mesh, gap: Gap): GapRow {
  const { source, destination, topic, mode, format, missing } = gap
  return {
    source,
    destination,
    topic,
    mode,
    ...(format !== undefined && { format }),
    missing: missing.map((part) => toPart(mesh, part, gap)),
  }
}

function toPart(mesh: Mesh, part: MissingPart, gap: Gap): GapPart {
  const { role, mode = 'push', format } = part.kind === 'capability' ? part.capability : part
  const { product } = part
  const target = product === gap.source ? gap.destination : gap.source
  const end = { product, target, topic: gap.topic, role, mode, ...(format !== undefined && { format }) }
  const manifest = part.kind === 'setup' ? manifestOf(mesh, end) : undefined
  return {
    kind: part.kind,
    ...end,
    ownsBoth: part.kind === 'setup' && part.ownsBoth,
    ...(manifest === undefined ? { command: part.scaffold } : { write: manifest.file.replace(/\.ya?ml$/, '.ts') }),
  }
}

function manifestOf(mesh: Mesh, end: Pick<GapPart, 'product' | 'target' | 'topic' | 'role' | 'mode'>) {
  return mesh
    .integrationsOf(end.product)
    .find(
      ({ target, topic, role, mode }) =>
        target === end.target && (topic ?? end.topic) === end.topic && role === end.role && mode === end.mode,
    )
}
