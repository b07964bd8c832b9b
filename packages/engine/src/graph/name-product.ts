import { MeshroomError, type Product } from '@meshroom/model'
import { findProduct } from '../mesh/find-by-name.ts'
import type { Mesh } from '../mesh/mesh.ts'

/** The product of that name, else the product of the instance of that name. @throws MeshroomError `PRODUCT_UNKNOWN` */
export function nameProduct(mesh: Mesh, name: string): Product {
  const instance = mesh.project.products.has(name) ? undefined : mesh.project.instances.get(name)
  return findProduct(mesh, instance?.product ?? name)
}

/** Two products that a question is about. @throws MeshroomError `PRODUCT_UNKNOWN`, `PRODUCTS_EQUAL` */
export function nameTwoProducts(mesh: Mesh, [a, b]: readonly [string, string]): readonly [Product, Product] {
  const two = [nameProduct(mesh, a), nameProduct(mesh, b)] as const
  if (two[0] !== two[1]) return two
  throw new MeshroomError('PRODUCTS_EQUAL', `${a} and ${b} are both ${two[0].name}: name two products`, {
    hint: 'meshroom list products',
    data: { product: two[0].name },
  })
}
