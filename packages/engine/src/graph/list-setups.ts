import type { SetupData } from '@meshroom/graph'
import type { Mode, Product, Role } from '@meshroom/model'
import { listOffers, type Offer, type SideFacts } from '../mesh/list-offers.ts'
import { preferredModes, rolePairs, weighSide } from '../mesh/weigh-offers.ts'

export interface SetupQuestion {
  readonly side: SideFacts
  readonly target: Product
  readonly topics: readonly string[]
  /** Those that either product knows. */
  readonly formats: readonly string[]
}

/**
 * What one product has to set up its end with another, for each topic, role and mode: for what it offers, and for what it would offer if it
 * declared it. The selection of plugs decides, so that both always agree.
 */
export function listSetups(question: SetupQuestion): readonly SetupData[] {
  const roles: readonly Role[] = rolePairs.flatMap(({ source, destination }) => [source, destination])
  return question.topics.flatMap((topic) =>
    roles.flatMap((role) => preferredModes.flatMap((mode) => setupsOf(question, { topic, role, mode }))),
  )
}

interface End {
  readonly topic: string
  readonly role: Role
  readonly mode: Mode
}

function setupsOf({ side, target, formats }: SetupQuestion, end: End): SetupData[] {
  const offers = [...listOffers(side, { target: target.name, ...end }), undeclared(end)]
  return offers.flatMap((offer) => {
    const any = setupIn(side, { offer, end, target, format: offer.capability.format })
    if (any !== undefined) return [any]
    return formats.flatMap((format) => setupIn(side, { offer, end, target, format }) ?? [])
  })
}

interface Way {
  readonly offer: Offer
  readonly end: End
  readonly target: Product
  readonly format: string | undefined
}

function setupIn(side: SideFacts, { offer, end, target, format }: Way): SetupData | undefined {
  const { setsItselfUp, ownsBoth } = weighSide(side, offer, { ...end, format })
  if (!setsItselfUp) return undefined
  return { product: side.product.name, target: target.name, ...end, format, ownsBoth }
}

function undeclared({ topic, role, mode }: End): Offer {
  return { capability: { role, topic, mode, constraints: {} }, origin: 'declared' }
}
