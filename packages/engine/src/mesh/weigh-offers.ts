import { matchCapabilities, toCapabilityData } from '@meshroom/graph'
import { compareNames, type Mode, type Role } from '@meshroom/model'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'
import { listOffers, type Offer, type SideFacts } from './list-offers.ts'
import { selectSideHooks } from './select-side-hooks.ts'

/** The two ends of a plug and what is asked of it. */
export interface PlugQuestion {
  readonly topic: string
  readonly mode?: Mode | undefined
  readonly format?: string | undefined
  /** `both`: each its own side; the name of an instance: that one both sides; unset: chosen by rule. */
  readonly owner?: string | undefined
  readonly source: SideFacts
  readonly destination: SideFacts
}

/** One side with one offer, once the plug's format is known. */
export interface WeighedSide {
  readonly facts: SideFacts
  readonly role: Role
  readonly offer: Offer
  readonly hooks: readonly HookDeclaration[]
  /** The capability has a URL that the other side, or Meshroom itself, can call. */
  readonly declarative: boolean
  readonly setsItselfUp: boolean
  readonly ownsBoth: boolean
}

/** One way to make the plug. */
export interface Pairing {
  readonly mode: Mode
  readonly format?: string | undefined
  readonly owner: 'both' | 'source' | 'destination'
  readonly source: WeighedSide
  readonly destination: WeighedSide
}

/** Data flows from a producer to a consumer, an action from a trigger to an executor. */
export const rolePairs = [
  { source: 'producer', destination: 'consumer' },
  { source: 'trigger', destination: 'executor' },
] as const satisfies readonly { source: Role; destination: Role }[]

export type RolePair = (typeof rolePairs)[number]

/** Push is preferred. */
export const preferredModes = ['push', 'pull'] as const satisfies readonly Mode[]

/** Every way to make a plug, best first; empty when there is none. */
export function listPairings(question: PlugQuestion): readonly Pairing[] {
  const modes = question.mode === undefined ? preferredModes : [question.mode]
  return modes.flatMap((mode) => rolePairs.flatMap((roles) => pairingsOf(question, roles, mode)).sort(comparePairings))
}

/** Pairs of offers that meet, whether or not anybody sets them up. */
export function listMeetings(
  question: PlugQuestion,
  roles: RolePair,
  mode: Mode,
): readonly Pick<Pairing, 'source' | 'destination' | 'format'>[] {
  const { topic, source, destination } = question
  const sources = listOffers(source, { target: destination.product.name, role: roles.source, topic, mode })
  const destinations = listOffers(destination, { target: source.product.name, role: roles.destination, topic, mode })
  return sources.flatMap((left) =>
    destinations.flatMap((right) => {
      const format = question.format ?? left.capability.format ?? right.capability.format
      if (!meet(left, right) || !speaks(left, format) || !speaks(right, format)) return []
      const weigh = { topic, mode, format }
      return [
        {
          format,
          source: weighSide(source, left, { ...weigh, role: roles.source }),
          destination: weighSide(destination, right, { ...weigh, role: roles.destination }),
        },
      ]
    }),
  )
}

interface SideWeight {
  readonly role: Role
  readonly topic: string
  readonly mode: Mode
  readonly format: string | undefined
}

/** Finds the hooks that serve an offer and what they make of it. */
export function weighSide(facts: SideFacts, offer: Offer, weight: SideWeight): WeighedSide {
  const { hooks } = selectSideHooks(facts.hooks, { kind: 'setup', ...weight, integration: offer.integration })
  const declarative = offer.capability.http !== undefined
  const setsItselfUp = hooks.length > 0 || declarative
  const ownsBoth =
    setsItselfUp && (offer.integration?.ownsBoth === true || hooks.some((hook) => hook.options.ownsBoth === true))
  return { facts, role: weight.role, offer, hooks, declarative, setsItselfUp, ownsBoth }
}

function pairingsOf(question: PlugQuestion, roles: RolePair, mode: Mode): Pairing[] {
  return listMeetings(question, roles, mode).flatMap((meeting) =>
    ownersOf(meeting)
      .filter((owner) => ownerAllows(question, owner))
      .map((owner) => ({ ...meeting, mode, owner })),
  )
}

function ownersOf({ source, destination }: Pick<Pairing, 'source' | 'destination'>): Pairing['owner'][] {
  const owners: Pairing['owner'][] = []
  if (source.setsItselfUp && destination.setsItselfUp) owners.push('both')
  if (source.ownsBoth) owners.push('source')
  if (destination.ownsBoth) owners.push('destination')
  return owners
}

function ownerAllows({ owner, source, destination }: PlugQuestion, candidate: Pairing['owner']): boolean {
  if (owner === undefined) return true
  if (owner === 'both') return candidate === 'both'
  if (candidate === 'both') return false
  return owner === (candidate === 'source' ? source.instance : destination.instance)
}

/** Each its own side first; then the most specific pair of offers; then the format's name; then the destination as owner. */
function comparePairings(a: Pairing, b: Pairing): number {
  return (
    Number(a.owner !== 'both') - Number(b.owner !== 'both') ||
    specificity(b) - specificity(a) ||
    compareNames(a.format?.toLowerCase() ?? '', b.format?.toLowerCase() ?? '') ||
    compareNames(a.owner, b.owner) ||
    compareNames(placeOf(a.source), placeOf(b.source)) ||
    compareNames(placeOf(a.destination), placeOf(b.destination))
  )
}

/** A manifest weighs more than a named topic, that more than a named format, that more than a declaration over an implication. */
function specificity({ owner, source, destination }: Pairing): number {
  const weigh = ({ offer, hooks }: WeighedSide) =>
    16 * Number(offer.integration !== undefined) +
    8 * Number(hooks.some((hook) => hook.integration !== undefined)) +
    4 * Number(offer.capability.topic !== undefined) +
    2 * Number(offer.capability.format !== undefined) +
    Number(offer.origin !== 'implied')
  const owning = owner === 'source' ? weigh(source) : owner === 'destination' ? weigh(destination) : 0
  return 64 * owning + weigh(source) + weigh(destination)
}

function placeOf({ offer }: WeighedSide): string {
  const place = offer.capability.place
  return `${offer.integration?.file ?? ''} ${place === undefined ? '' : `${place.file}:${String(place.line).padStart(8, '0')}`}`
}

function meet(left: Offer, right: Offer): boolean {
  return matchCapabilities(toCapabilityData(left.capability), toCapabilityData(right.capability))
}

function speaks(offer: Offer, format: string | undefined): boolean {
  const own = offer.capability.format
  return own === undefined || format === undefined || own.toLowerCase() === format.toLowerCase()
}
