import type { Instance } from '../manifests/instance.ts'
import type { Product } from '../manifests/product.ts'
import type { InstanceIdentity } from './project-layout.ts'

/** A product whose folder has no definition. */
export function productWithoutDefinition(name: string): Product {
  const permissions = { net: [], run: [], write: [], git: false }
  return { name, tags: [], capabilities: [], settings: [], permissions, folder: `products/${name}`, extra: {} }
}

/** An instance whose folder has no config. */
export function instanceWithoutConfig({ product, name }: InstanceIdentity): Instance {
  return { name, product, settings: {}, extra: {}, folder: `instances/${product}/${name}` }
}
