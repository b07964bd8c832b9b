import { buildCapabilityGraph, type CapabilityGraph, toCapabilityData } from '@meshroom/graph'
import type { Capability, Product } from '@meshroom/model'
import { implyCapabilities } from '../mesh/imply-capabilities.ts'
import type { Mesh } from '../mesh/mesh.ts'

/**
 * The graph of what the products of a project can exchange: what they declare, what their setup hooks imply, and the integrations of
 * manifests. Hooks are found by reading; none runs.
 */
export async function buildProductGraph(mesh: Mesh): Promise<CapabilityGraph> {
  const products = [...mesh.project.products.values()]
  const capable = await Promise.all(
    products.map(async (product) => ({
      name: product.name,
      capabilities: (await capabilitiesOf(mesh, product)).map(toCapabilityData),
    })),
  )
  return buildCapabilityGraph(capable, { integrations: mesh.project.integrations })
}

/** What a product declares and what its setup hooks imply. */
export async function capabilitiesOf(mesh: Mesh, product: Product): Promise<readonly Capability[]> {
  const { hooks } = await mesh.hooksOf(product.name)
  return [...product.capabilities, ...implyCapabilities(product.capabilities, hooks)]
}
