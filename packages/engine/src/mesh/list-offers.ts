import type { Capability, Integration, Mode, Product, Role } from '@meshroom/model'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'
import { implyCapabilities } from './imply-capabilities.ts'

/** A product at one end of a plug, with everything that may serve it. */
export interface SideFacts {
  /** Name of the tenant; the product's name where only products are asked about. */
  readonly instance: string
  readonly product: Product
  /** Manifests of this product; those for other targets are ignored. */
  readonly integrations: readonly Integration[]
  readonly hooks: readonly HookDeclaration[]
}

/** A capability that a side brings to a plug, specific (with a manifest) or generic. */
export interface Offer {
  readonly capability: Capability
  readonly integration?: Integration
  readonly origin: 'integration' | 'declared' | 'implied'
}

export interface OfferQuestion {
  readonly target: string
  readonly role: Role
  readonly topic: string
  readonly mode: Mode
}

/**
 * What a product offers to a target for a topic in a role and mode: its integrations for that target, narrowed by what it declares, then
 * its generic capabilities, declared and implied by setup hooks. Unset topics match any.
 */
export function listOffers(side: SideFacts, question: OfferQuestion): readonly Offer[] {
  const fits = (capability: Pick<Capability, 'role' | 'mode' | 'topic'>) =>
    capability.role === question.role &&
    capability.mode === question.mode &&
    (capability.topic ?? question.topic) === question.topic
  const declared = side.product.capabilities
  const generic: Offer[] = [
    ...declared.filter(fits).map((capability) => ({ capability, origin: 'declared' as const })),
    ...implyCapabilities(declared, side.hooks)
      .filter(fits)
      .map((capability) => ({ capability, origin: 'implied' as const })),
  ]
  const specific = side.integrations.filter(
    (integration) =>
      integration.product === side.product.name && integration.target === question.target && fits(integration),
  )
  return [...specific.flatMap((integration) => offersOfIntegration(integration, generic)), ...generic]
}

/** A manifest states its capability; what is declared for the same topic narrows it by constraints, format and HTTP call. */
function offersOfIntegration(integration: Integration, generic: readonly Offer[]): Offer[] {
  const refined = generic
    .map(({ capability }) => capability)
    .filter((capability) => sameFormat(capability.format, integration.format))
    .map((capability) => ({ ...capability, ...stated(integration) }))
  const capabilities = refined.length > 0 ? refined : [{ ...stated(integration), constraints: {} }]
  return capabilities.map((capability) => ({ capability, integration, origin: 'integration' }))
}

function stated({ role, mode, topic, format }: Integration): Pick<Capability, 'role' | 'mode' | 'topic' | 'format'> {
  return { role, mode, ...(topic !== undefined && { topic }), ...(format !== undefined && { format }) }
}

function sameFormat(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a.toLowerCase() === b.toLowerCase()
}
