import { GraphError } from '../graph-error.ts'
import type { DeclarationTable } from './declaration-table.ts'
import type { ProductData } from './graph-data.ts'

/**
 * Refuses what is no product.
 *
 * @param index where it stands in the list that it came in
 * @throws GraphError `GRAPH_INVALID_PRODUCT`
 */
export function refuseInvalidProduct(product: ProductData, index?: number): void {
  const fault = faultOf(product)
  if (fault === undefined) return
  const which = index === undefined ? 'a product' : `product ${index + 1}`
  throw new GraphError('GRAPH_INVALID_PRODUCT', `${which} cannot be read: ${fault}`, {
    hint: 'give each product a name and a list of capabilities',
    data: index === undefined ? {} : { index },
  })
}

function faultOf(product: ProductData): string | undefined {
  if (typeof product !== 'object' || product === null) return 'it is no object'
  if (typeof product.name !== 'string') return 'name is not a string'
  return Array.isArray(product.capabilities) ? undefined : `"${product.name}" has no list of capabilities`
}

/**
 * The declarations of a product by number, as often as it makes them.
 *
 * @throws GraphError `GRAPH_INVALID_CAPABILITY` with the product and the place of the capability
 */
export function internAll({ name, capabilities }: ProductData, table: DeclarationTable): number[] {
  const ids: number[] = []
  try {
    for (const capability of capabilities) ids.push(table.intern(capability))
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    throw placed(error, name, ids.length)
  }
  return ids
}

function placed({ code, message, hint }: GraphError, product: string, index: number): GraphError {
  return new GraphError(code, `product "${product}", capability ${index + 1}: ${message}`, {
    ...(hint !== undefined && { hint }),
    data: { product, index },
  })
}
