import { GraphError } from '../graph-error.ts'
import { groupIntegrations } from '../integrations/group-integrations.ts'
import type { IntegrationData } from '../integrations/integration.ts'
import { DeclarationTable } from './declaration-table.ts'
import type { GraphData, ProductData } from './graph-data.ts'

/** Reads products, in the order of their names, so that every list of holders is in that order too. */
export function buildGraphData(products: readonly ProductData[], integrations: readonly IntegrationData[]): GraphData {
  const table = new DeclarationTable()
  const sorted = [...products].sort((a, b) => (a.name < b.name ? -1 : 1))
  const names = sorted.map(({ name }) => name)
  refuseDuplicates(names)
  const held = new Map<number, readonly number[]>()
  const holders: number[][] = []
  const seenBy: number[] = []
  for (const [id, { capabilities }] of sorted.entries()) {
    const own: number[] = []
    for (const capability of capabilities) {
      const declaration = table.intern(capability)
      if (seenBy[declaration] === id) continue
      seenBy[declaration] = id
      own.push(declaration)
      const list = holders[declaration]
      if (list) list.push(id)
      else holders[declaration] = [id]
    }
    held.set(id, own)
  }
  const numberOf = new Map(names.map((name, id) => [name, id]))
  return {
    table,
    names,
    numberOf,
    products: [...names.keys()],
    held,
    holders,
    integrations: groupIntegrations(integrations),
  }
}

function refuseDuplicates(names: readonly string[]): void {
  const twice = names.find((name, index) => name === names[index - 1])
  if (twice === undefined) return
  throw new GraphError('GRAPH_DUPLICATE_PRODUCT', `two products are called "${twice}"`, {
    hint: 'give each product a name of its own',
    data: { name: twice },
  })
}
