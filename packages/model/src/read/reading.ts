import type { Diagnostic } from '../diagnostic.ts'
import type { Instance } from '../manifests/instance.ts'
import type { Integration } from '../manifests/integration.ts'
import type { Plug } from '../manifests/plug.ts'
import type { Product } from '../manifests/product.ts'

/**
 * What one file says by itself, and what is wrong within it: its path and its bytes decide all of it, so that it can be kept for as long as
 * the file stays as it is.
 */
export type Reading = ReadProduct | ReadIntegration | ReadInstance | ReadPlug

interface ReadAny {
  readonly diagnostics: readonly Diagnostic[]
}

export interface ReadProduct extends ReadAny {
  readonly kind: 'product'
  readonly product: Product
}

export interface ReadIntegration extends ReadAny {
  readonly kind: 'integration'
  /** Absent where the file lies beside integrations and is none. */
  readonly integration?: Integration
}

export interface ReadInstance extends ReadAny {
  readonly kind: 'instance'
  readonly instance: Instance
}

export interface ReadPlug extends ReadAny {
  readonly kind: 'plug'
  readonly plug: Plug
}
