import { GraphError } from '../graph-error.ts'
import type { Integration } from '../integrations/integration.ts'
import type { CapabilityData } from '../match/capability.ts'
import type { DeclarationTable } from './declaration-table.ts'
import { MatchIndex } from './match-index.ts'

/** A product as plain data. */
export interface ProductData {
  readonly name: string
  readonly capabilities: readonly CapabilityData[]
}

/**
 * What a capability graph knows, factorised: declarations stand for the products that hold them, so that it grows with capabilities,
 * not with edges. Products and declarations go by numbers.
 */
export interface GraphData {
  readonly table: DeclarationTable
  /** Names by number. Like the table it only grows, and graphs made from one another share it. */
  readonly names: string[]
  readonly numberOf: Map<string, number>
  /** Numbers of the products, by name in code-unit order. */
  readonly products: readonly number[]
  /** Declarations of each product, in the order in which it declares them. */
  readonly held: ReadonlyMap<number, readonly number[]>
  /** Products that hold each declaration, by name; empty or missing where none does. */
  readonly holders: readonly (readonly number[])[]
  /** Integrations from manifests: by product, then target. */
  readonly integrations: ReadonlyMap<string, ReadonlyMap<string, readonly Integration[]>>
}

const indexes = new WeakMap<DeclarationTable, MatchIndex>()

/** The index over all declarations of the table; it grows with it. */
export function indexOf({ table }: GraphData): MatchIndex {
  const known = indexes.get(table)
  if (known !== undefined) return known
  const index = new MatchIndex(table)
  indexes.set(table, index)
  return index
}

export function holdersOf({ holders }: GraphData, declaration: number): readonly number[] {
  return holders[declaration] ?? none
}

const none: readonly number[] = Object.freeze([])

/** @throws GraphError `GRAPH_UNKNOWN_PRODUCT` */
export function numberOf(data: GraphData, name: string): number {
  const id = data.numberOf.get(name)
  if (id === undefined || !data.held.has(id)) {
    throw new GraphError('GRAPH_UNKNOWN_PRODUCT', `there is no product "${name}" in the graph`, { data: { name } })
  }
  return id
}

export function heldBy({ held }: GraphData, product: number): readonly number[] {
  return held.get(product) ?? none
}
