import type { Settings } from '@meshroom/hooks-sdk'
import type { HookInput } from '../host/hook-host.ts'
import { effectiveSettings } from '../mesh/effective-settings.ts'
import { productInfo, sideInput } from '../run/hook-input.ts'
import type { Actor, Scene } from './scene.ts'

/** What a hook that plays receives: of a plug its side of it, of an instance alone the instance. */
export function playInput(scene: Scene, { side, product, instance }: Actor): HookInput {
  if (side !== undefined && scene.plug !== undefined)
    return { ...sideInput(product, { plug: scene.plug, side, outputs: scene.outputs }), topic: scene.topic }
  const settings: Settings = effectiveSettings(product.settings, instance.settings)
  return {
    product: productInfo(product),
    instance: { name: instance.name, product: product.name, settings },
    topic: scene.topic,
  }
}
