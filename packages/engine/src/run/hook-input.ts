import type { IntegrationInfo, ProductInfo, Settings } from '@meshroom/hooks-sdk'
import type { Capability, Product, Role } from '@meshroom/model'
import type { HookInput } from '../host/hook-host.ts'
import type { PlugRef } from '../plan/plan.ts'
import { toJson } from '../plan/recorded-integration.ts'
import type { StepInputs } from '../state/plug-state.ts'

/** One side of a plug, desired or recorded: both know the same of it. */
export interface SideOfPlug {
  readonly side: 'source' | 'destination'
  readonly role: Role
  readonly product: string
  readonly instance: string
  readonly target: string
  readonly inputs: StepInputs
}

/** What a hook that acts on one side of a plug receives. */
export function sideInput(
  product: Product,
  { plug, side, outputs }: { readonly plug: PlugRef; readonly side: SideOfPlug; readonly outputs: Settings },
): HookInput {
  const { instance, inputs, target } = side
  const peer = side.side === 'source' ? plug.destination : plug.source
  return {
    product: productInfo(product),
    integration: integrationInfo(plug, side),
    plug: { ...plug, ...(inputs.format !== undefined && { format: inputs.format }), settings: inputs.plug, outputs },
    instance: { name: instance, product: product.name, settings: inputs.instance },
    peer: { name: peer, product: target, settings: inputs.peer },
    topic: plug.topic,
  }
}

/** The integration of a side; one without a manifest is generic, and its manifest empty. */
export function integrationInfo(
  plug: Pick<PlugRef, 'topic' | 'mode'>,
  { role, product, target, inputs }: SideOfPlug,
): IntegrationInfo {
  const { integration, format } = inputs
  return {
    product,
    target,
    topic: plug.topic,
    role,
    mode: plug.mode,
    ...(format !== undefined && { format }),
    manifest: integration?.manifest ?? {},
    folder: `products/${product}/integrations/${target}`,
  }
}

/** What hooks know of their product. */
export function productInfo(product: Product): ProductInfo {
  const { name, vendor, description, tags } = product
  const about = {
    name,
    ...(vendor !== undefined && { vendor }),
    ...(description !== undefined && { description }),
    tags,
  }
  return {
    ...about,
    definition: toJson({ ...product.extra, ...about, ...groupCapabilities(product), settings: product.settings }),
  }
}

const verbs = { consumer: 'consumes', producer: 'produces', trigger: 'triggers', executor: 'executes' } as const

/** As a definition writes them: by verb, then by topic. */
function groupCapabilities({ capabilities }: Product): Record<string, unknown> {
  const byVerb = Map.groupBy(capabilities, ({ role }) => verbs[role])
  return Object.fromEntries(
    [...byVerb].map(([verb, ofVerb]) => [
      verb,
      Object.fromEntries(
        [...Map.groupBy(ofVerb, ({ topic }) => topic ?? '')].map(([topic, all]) => [topic, all.map(asWritten)]),
      ),
    ]),
  )
}

function asWritten({ mode, format, constraints, http }: Capability): Record<string, unknown> {
  return { mode, ...(format !== undefined && { format }), ...constraints, ...http }
}
