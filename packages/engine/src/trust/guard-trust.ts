import type { Product } from '@meshroom/model'
import type { HostServices } from '../host/host-options.ts'
import { admitProduct } from './admit-product.ts'
import { extendTrust } from './extend-trust.ts'
import type { TrustPort } from './trust-request.ts'

/** What a host of a product asks and tells about trust; nothing where the embedder vouches for every product. */
export function guardTrust({
  root,
  product,
  trust,
}: {
  readonly root: string
  readonly product: Product
  readonly trust: TrustPort | undefined
}): Pick<HostServices, 'admit' | 'onWritten'> {
  if (trust === undefined) return {}
  const place = { root, trust }
  return {
    admit: (subject) => admitProduct(place, product, subject),
    onWritten: (written) => extendTrust(place, product, written),
  }
}
