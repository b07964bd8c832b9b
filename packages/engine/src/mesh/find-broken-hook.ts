import type { Diagnostic } from '@meshroom/model'
import type { Mesh } from './mesh.ts'

/**
 * The first hook that a plug may need and that cannot be read: of the product as a whole, or of its integrations with the target. What is left out
 * with it is not known, so nothing may be decided without it.
 */
export async function findBrokenHook(
  mesh: Pick<Mesh, 'hooksOf'>,
  { product, target }: { readonly product: string; readonly target: string },
): Promise<Diagnostic | undefined> {
  const { diagnostics } = await mesh.hooksOf(product)
  const integrations = `products/${product}/integrations/`
  return diagnostics.find(
    ({ severity, file }) =>
      severity === 'error' && (!file.startsWith(integrations) || file.startsWith(`${integrations}${target}/`)),
  )
}
