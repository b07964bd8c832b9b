import type { GraphData, ProductData } from './graph-data.ts'
import { internAll, refuseInvalidProduct } from './read-product.ts'

/** The data with a product more, or with another one in place of that of the same name. What is not touched is shared. */
export function withProduct(before: GraphData, product: ProductData): GraphData {
  refuseInvalidProduct(product)
  const data = withoutProduct(before, product.name)
  const own = [...new Set(internAll(product, data.table))]
  const id = numberFor(data, product.name)
  const byName = (a: number, b: number) => (data.names[a]! < data.names[b]! ? -1 : 1)
  const holders = [...data.holders]
  for (const declaration of own) holders[declaration] = [...(holders[declaration] ?? []), id].sort(byName)
  return {
    ...data,
    holders,
    products: [...data.products, id].sort(byName),
    held: new Map(data.held).set(id, own),
  }
}

/** The data without a product; the same data when it is not there. Its integrations stay: they are its target's business too. */
export function withoutProduct(data: GraphData, name: string): GraphData {
  const id = data.numberOf.get(name)
  const own = id === undefined ? undefined : data.held.get(id)
  if (id === undefined || own === undefined) return data
  const holders = [...data.holders]
  for (const declaration of own) holders[declaration] = holders[declaration]!.filter((holder) => holder !== id)
  const held = new Map(data.held)
  held.delete(id)
  return { ...data, holders, held, products: data.products.filter((product) => product !== id) }
}

function numberFor({ names, numberOf }: GraphData, name: string): number {
  const known = numberOf.get(name)
  if (known !== undefined) return known
  const id = names.push(name) - 1
  numberOf.set(name, id)
  return id
}
