import type { Diagnostic } from './diagnostic.ts'
import type { Instance } from './manifests/instance.ts'
import type { Integration } from './manifests/integration.ts'
import type { Plug } from './manifests/plug.ts'
import type { Product } from './manifests/product.ts'

/** A project as read from disk: plain, immutable data. Lists are sorted by name (code units), never by directory order. */
export interface Project {
  /** Absolute path. */
  readonly root: string
  readonly products: ReadonlyMap<string, Product>
  readonly integrations: readonly Integration[]
  readonly instances: ReadonlyMap<string, Instance>
  readonly plugs: readonly Plug[]
  /**
   * By product, what its folder and those of its integrations have that is neither a folder nor YAML, relative to the product: code, for
   * one. A product that has nothing of it has no entry. Absent where nobody has looked.
   */
  readonly others?: ReadonlyMap<string, readonly string[]>
  /** Every problem found, at once; what could be read is there all the same. */
  readonly diagnostics: readonly Diagnostic[]
}
