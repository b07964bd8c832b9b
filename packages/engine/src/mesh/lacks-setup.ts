import type { Integration, Product } from '@meshroom/model'
import { complements, type NewCapability } from './declare-capability.ts'
import { listOffers, type SideFacts } from './list-offers.ts'
import type { Mesh } from './mesh.ts'
import type { PlannedIntegration } from './render-setup.ts'
import { selectSideHooks } from './select-side-hooks.ts'
import { weighSide } from './weigh-offers.ts'

/**
 * Whether nothing would set this end up: no hook and no URL of the product, no key that one of its hooks waits for in the manifest, and no
 * hook of the target that owns both ends.
 */
export async function lacksSetup(mesh: Mesh, planned: PlannedIntegration): Promise<boolean> {
  const { product, target, wanted, file } = planned
  const { topic, role, mode, format } = wanted
  const manifest: Integration = {
    ...{ product: product.name, target: target.name, topic, role, mode, file },
    ...(format !== undefined && { format }),
    ...{ settings: [], ownsBoth: false, extra: {} },
  }
  const own = await factsOf(mesh, product)
  const mine = weigh({ ...own, integrations: [manifest] }, { target, wanted })
  const other = weigh(await factsOf(mesh, target), { target: product, wanted: { ...wanted, role: complements[role] } })
  return !mine.some((side) => side.setsItselfUp) && !other.some((side) => side.ownsBoth) && !awaitsKey(own, manifest)
}

async function factsOf(mesh: Mesh, product: Product): Promise<SideFacts> {
  const { hooks } = await mesh.hooksOf(product.name)
  return { instance: product.name, product, integrations: mesh.integrationsOf(product.name), hooks }
}

function weigh(facts: SideFacts, { target, wanted }: { readonly target: Product; readonly wanted: NewCapability }) {
  const { format, ...question } = wanted
  return listOffers(facts, { ...question, target: target.name }).map((offer) =>
    weighSide(facts, offer, { ...question, format: format ?? offer.capability.format }),
  )
}

/** A hook beside the manifest would take the place of the one that serves once the key is in it. */
function awaitsKey({ hooks }: SideFacts, integration: Integration): boolean {
  const { role, topic = '', mode, format } = integration
  const { refused } = selectSideHooks(hooks, { kind: 'setup', role, topic, mode, format, integration })
  return refused.some(({ hook }) => (hook.options.requires ?? []).length > 0)
}
