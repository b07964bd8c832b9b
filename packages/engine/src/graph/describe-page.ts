import { basename } from 'node:path'
import { type CapabilityData, toCapabilityData } from '@meshroom/graph'
import type { PageData, PagePlug, PageProduct } from '@meshroom/graph/render'
import { MeshroomError, type Product } from '@meshroom/model'
import { asRefusal, describePlug } from '../mesh/describe-plug.ts'
import { listIntegrations } from '../mesh/list-integrations.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { capabilitiesOf } from './build-product-graph.ts'
import { describeMesh } from './describe-mesh.ts'

/** What the page of a project shows. No setting, no value and no secret is in it: only names, capabilities and what is up. */
export async function describePage(mesh: Mesh): Promise<Omit<PageData, 'view'>> {
  const { instances, plugs } = await describeMesh(mesh)
  const rows = await listIntegrations(mesh)
  return {
    title: basename(mesh.root),
    environment: mesh.environment,
    products: await Promise.all([...mesh.project.products.values()].map((product) => describeProduct(mesh, product))),
    integrations: rows.filter(({ generic }) => !generic),
    instances,
    plugs: await Promise.all(
      plugs.map(async (plug): Promise<PagePlug> => ({ ...plug, ...(await problemOf(mesh, plug)) })),
    ),
  }
}

async function describeProduct(mesh: Mesh, product: Product): Promise<PageProduct> {
  const { name, vendor, description, tags } = product
  const capabilities: CapabilityData[] = (await capabilitiesOf(mesh, product)).map(toCapabilityData)
  return {
    name,
    ...(vendor !== undefined && { vendor }),
    ...(description !== undefined && { description }),
    tags,
    capabilities,
  }
}

/** Why nothing makes a plug, where nothing does. */
async function problemOf(mesh: Mesh, ref: PagePlug): Promise<Pick<PagePlug, 'problem' | 'hint'>> {
  const plug = mesh.plugOf(ref)
  if (plug === undefined) return {}
  try {
    await describePlug(mesh, plug)
    return {}
  } catch (error) {
    if (!(error instanceof MeshroomError)) throw error
    const { message, hint } = asRefusal(plug, error)
    return { problem: message, ...(hint !== undefined && { hint }) }
  }
}
