import type { Settings } from '@meshroom/hooks-sdk'
import type { Instance, Product } from '@meshroom/model'
import type { HookInput } from '../host/hook-host.ts'
import { effectiveSettings } from '../mesh/effective-settings.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { productInfo } from '../run/hook-input.ts'

/** What hooks of a whole product receive: its settings, from its defaults and from the first of its instances, whose secrets they may read. */
export function productInput({ project }: Mesh, product: Product): HookInput {
  const instance = [...project.instances.values()].find((each: Instance) => each.product === product.name)
  const settings: Settings = effectiveSettings(product.settings, instance?.settings ?? {})
  return {
    product: productInfo(product),
    settings,
    ...(instance !== undefined && { instance: { name: instance.name, product: product.name, settings } }),
  }
}
