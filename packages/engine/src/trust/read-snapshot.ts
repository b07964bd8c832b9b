import { join } from 'node:path'
import { digestDependencies } from '../hooks/digest-dependencies.ts'
import { listProductFiles } from '../hooks/list-product-files.ts'
import { readProductCode } from '../hooks/read-product-code.ts'
import { refuseLinks } from './refuse-links.ts'
import { type TrustedProduct, type TrustSubject, trustSubject } from './trust-subject.ts'

/** A product's code as it was at one moment: what is trusted, and the very bytes that are run then. */
export interface ProductSnapshot {
  readonly subject: TrustSubject
  /** Code and templates, by path relative to the product's folder. */
  readonly contents: ReadonlyMap<string, Buffer>
  /** sha256 of each file of the packages in `node_modules`, by path relative to the product's folder. */
  readonly dependencies: ReadonlyMap<string, string>
}

/**
 * Reads the code of a product once, for its digest and for running it.
 *
 * @throws MeshroomError `PRODUCT_LINK_REFUSED`
 */
export async function readSnapshot(root: string, product: TrustedProduct): Promise<ProductSnapshot> {
  const folder = join(root, product.folder)
  refuseLinks(folder, product.folder)
  const { digests, contents } = await readProductCode(folder, listProductFiles(folder))
  const { packages, files } = digestDependencies(folder)
  return { subject: trustSubject(product, new Map([...digests, ...packages])), contents, dependencies: files }
}
