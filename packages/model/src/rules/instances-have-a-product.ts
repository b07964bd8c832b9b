import type { Instance } from '../manifests/instance.ts'
import { suggestName } from '../names/suggest-name.ts'
import { placeBreach } from './breach.ts'
import type { Rule } from './rule.ts'

/** An instance lies in the folder of its product, which must be there. */
export const instancesHaveAProduct: Rule = (input) => {
  const { products, instances } = input.project
  return [...instances.values()]
    .filter(({ product }) => !products.has(product))
    .map((instance) =>
      placeBreach(input, describe(instance, [...products.keys()]), {
        file: instance.file ?? instance.folder,
        path: ['product'],
      }),
    )
}

function describe({ name, product }: Instance, products: readonly string[]) {
  const meant = suggestName(product, products)
  return {
    code: 'INSTANCE_PRODUCT_UNKNOWN',
    message: `the instance "${name}" is of a product "${product}", which is not there`,
    hint:
      meant === undefined
        ? `meshroom create product ${product}`
        : `did you mean "${meant}"? Then move instances/${product}/${name} to instances/${meant}/`,
  }
}
