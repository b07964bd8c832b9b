import type { Mesh } from '@meshroom/engine'
import type { Setting } from '@meshroom/model'

/** Settings that an instance may have; undefined where it or its product is not there. */
export function instanceSettings({ project }: Mesh, instance: string): readonly Setting[] | undefined {
  const product = project.instances.get(instance)?.product
  return product === undefined ? undefined : project.products.get(product)?.settings
}

/** Settings that a plug may have, whichever integrations of both products serve it; undefined where an instance is not there. */
export function plugSettings(mesh: Mesh, ends: readonly string[]): readonly Setting[] | undefined {
  const products = ends.map((end) => mesh.project.instances.get(end)?.product)
  if (products.includes(undefined)) return undefined
  return products.flatMap((product = '') => mesh.integrationsOf(product).flatMap(({ settings }) => settings))
}

/**
 * The mesh for an edit that writes no secret: those that are declared count as there, so that the vault need not be opened to look. A secret
 * that is missing is no matter of such an edit.
 */
export function withSecretsLeft(mesh: Mesh, declared: readonly Setting[] = []): Mesh {
  const names = declared.filter(({ secret }) => secret).map(({ name }) => name)
  return { ...mesh, ports: { ...mesh.ports, secrets: { ...mesh.ports.secrets, keys: async () => names } } }
}
