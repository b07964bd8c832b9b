import { GraphError } from '../graph-error.ts'
import { groupIntegrations } from '../integrations/group-integrations.ts'
import type { IntegrationData } from '../integrations/integration.ts'
import { DeclarationTable } from './declaration-table.ts'
import type { GraphData, ProductData } from './graph-data.ts'
import { internAll, refuseInvalidProduct } from './read-product.ts'

/** Reads products, in the order of their names, so that every list of holders is in that order too. */
export function buildGraphData(products: readonly ProductData[], integrations: readonly IntegrationData[]): GraphData {
  for (const [index, product] of products.entries()) refuseInvalidProduct(product, index)
  const sorted = [...products].sort((a, b) => (a.name < b.name ? -1 : 1))
  const names = sorted.map(({ name }) => name)
  refuseDuplicates(names)
  const reading: Reading = { table: new DeclarationTable(), holders: [] }
  const held = sorted.map((product, id) => [id, hold(id, product, reading)] as const)
  return {
    ...reading,
    names,
    numberOf: new Map(names.map((name, id) => [name, id])),
    products: [...names.keys()],
    held: new Map(held),
    integrations: groupIntegrations(integrations),
  }
}

interface Reading {
  readonly table: DeclarationTable
  /** Products that hold each declaration, so far. */
  readonly holders: number[][]
}

/** Notes a product as holder of its declarations, once each however often it repeats one; it is the last to have come. */
function hold(id: number, product: ProductData, { table, holders }: Reading): number[] {
  const own: number[] = []
  // Most declarations that are rare have one holder: those of a product share one list of it, which is not written to.
  const alone = [id]
  for (const declaration of internAll(product, table)) {
    const list = holders[declaration]
    if (list === undefined) holders[declaration] = alone
    else if (list.at(-1) === id) continue
    else if (list.length === 1) holders[declaration] = [list[0]!, id]
    else list.push(id)
    own.push(declaration)
  }
  return own
}

function refuseDuplicates(names: readonly string[]): void {
  const twice = names.find((name, index) => name === names[index - 1])
  if (twice === undefined) return
  throw new GraphError('GRAPH_DUPLICATE_PRODUCT', `two products are called "${twice}"`, {
    hint: 'give each product a name of its own',
    data: { name: twice },
  })
}
