import type { CapabilityGraph, MeshData } from '@meshroom/graph'
import { findInstance } from '../mesh/find-by-name.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { buildProductGraph } from './build-product-graph.ts'
import { describeMesh } from './describe-mesh.ts'
import { nameProduct } from './name-product.ts'

export interface ComposeGraphOptions {
  /** Unset: what the products can exchange where the focus is one of them, else the mesh. */
  readonly of?: 'mesh' | 'capabilities' | undefined
  /** A product or an instance. */
  readonly focus?: string | undefined
}

/** What a picture is drawn of. */
export type ComposedGraph =
  | { readonly of: 'mesh'; readonly input: MeshData; readonly focus?: string }
  | { readonly of: 'capabilities'; readonly input: CapabilityGraph; readonly focus?: string }

/**
 * Gathers what a picture is drawn of: the mesh, or what the products can exchange.
 *
 * @throws MeshroomError `INSTANCE_UNKNOWN`, `PRODUCT_UNKNOWN`
 */
export async function composeGraph(mesh: Mesh, { of, focus }: ComposeGraphOptions): Promise<ComposedGraph> {
  const { products } = mesh.project
  const isOfMesh = of === undefined ? focus === undefined || !products.has(focus) : of === 'mesh'
  if (isOfMesh) {
    const name = focus === undefined ? undefined : findInstance(mesh, focus).name
    return { of: 'mesh', input: await describeMesh(mesh), ...(name !== undefined && { focus: name }) }
  }
  const name = focus === undefined ? undefined : nameProduct(mesh, focus).name
  return { of: 'capabilities', input: await buildProductGraph(mesh), ...(name !== undefined && { focus: name }) }
}
