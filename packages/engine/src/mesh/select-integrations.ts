import { type Capability, type Integration, MeshroomError, type Mode, type Role } from '@meshroom/model'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'
import { explainNoMatch } from './explain-no-match.ts'
import { listPairings, type Pairing, type PlugQuestion, type WeighedSide } from './weigh-offers.ts'

export type { SideFacts } from './list-offers.ts'
export type { PlugQuestion } from './weigh-offers.ts'

/** What serves one side of a plug. */
export interface SideSelection {
  readonly side: 'source' | 'destination'
  readonly role: Role
  readonly product: string
  readonly instance: string
  /** Setup hooks in the order they run; empty for a declarative side, and for one that the other side owns. */
  readonly hooks: readonly HookDeclaration[]
  /** The side needs no hook: it has a URL to be called at. */
  readonly declarative: boolean
  /** Manifest relative to the project; absent for a generic integration. */
  readonly integrationFile?: string
  readonly integration?: Integration
  readonly capability: Capability
  /** Why this one, for the person. */
  readonly reason: string
}

/** How a plug is made. */
export interface IntegrationSelection {
  readonly mode: Mode
  readonly format?: string
  /** Who sets up: each its own side, or the named side both. */
  readonly owner: 'both' | 'source' | 'destination'
  /** Both sides, in the order of setting up: the passive one first (push: destination, pull: source). */
  readonly sides: readonly [SideSelection, SideSelection]
}

/**
 * Decides which integrations and hooks make a plug. Pure and deterministic: it depends on no order of files.
 *
 * A side sets itself up when a setup hook applies to it or its capability is declarative (`url` and `method`). A plug can be made when each
 * side does, or when one side's hook or manifest owns both and the other side has the capability. A declared capability alone makes no plug.
 * Pairs where each side sets itself up go first, then one that owns both; manifests before generic capabilities; push before pull.
 *
 * @throws MeshroomError `PLUG_NO_MATCH` with `data.found` and `data.missing` and the commands that scaffold what is missing;
 * `PLUG_OWNER_UNKNOWN` when `owner` is neither `both` nor one of the two instances
 * @example
 * selectIntegrations({ topic: 'events', source: myedr, destination: mysekoia }).owner // 'destination'
 */
export function selectIntegrations(question: PlugQuestion): IntegrationSelection {
  checkOwner(question)
  const pairings = listPairings(question)
  const best = pairings[0]
  if (best === undefined) throw explainNoMatch(question)
  const format = question.format ?? best.format
  return {
    mode: best.mode,
    ...(format !== undefined && { format }),
    owner: best.owner,
    sides: inSetupOrder(best, otherFormats(question, pairings)),
  }
}

function checkOwner({ owner, source, destination }: PlugQuestion): void {
  const owners = ['both', source.instance, destination.instance]
  if (owner === undefined || owners.includes(owner)) return
  throw new MeshroomError('PLUG_OWNER_UNKNOWN', `"${owner}" cannot own the plug: it is none of its instances`, {
    hint: `--owner ${owners.join(', or --owner ')}`,
    data: { owner, owners },
  })
}

function inSetupOrder(pairing: Pairing, note: string): readonly [SideSelection, SideSelection] {
  const source = selectionOf(pairing, 'source', note)
  const destination = selectionOf(pairing, 'destination', note)
  return pairing.mode === 'push' ? [destination, source] : [source, destination]
}

function selectionOf(pairing: Pairing, side: 'source' | 'destination', note: string): SideSelection {
  const { facts, role, offer, hooks, declarative } = pairing[side]
  const acts = pairing.owner === 'both' || pairing.owner === side
  const { integration, capability } = offer
  return {
    side,
    role,
    product: facts.product.name,
    instance: facts.instance,
    hooks: acts ? hooks : [],
    declarative: acts && declarative && hooks.length === 0,
    ...(integration !== undefined && { integration, integrationFile: integration.file }),
    capability,
    reason: `${reasonOf(pairing, side)}${note}`,
  }
}

function reasonOf(pairing: Pairing, side: 'source' | 'destination'): string {
  const { owner } = pairing
  const other = pairing[side === 'source' ? 'destination' : 'source'].facts
  if (owner !== 'both' && owner !== side) return `${other.instance} (${other.product.name}) sets up both sides`
  const what = `${originOf(pairing[side])}; ${actionOf(pairing[side])}`
  return owner === side ? `${what}, for both sides` : what
}

function originOf({ offer }: WeighedSide): string {
  if (offer.integration !== undefined) return `integration ${offer.integration.file}`
  return offer.origin === 'declared' ? 'generic, as declared by the product' : 'generic, implied by its setup hook'
}

function actionOf({ hooks, offer }: WeighedSide): string {
  if (hooks.length > 0) return `set up by ${hooks.map((hook) => hook.id).join(', ')}`
  const { http } = offer.capability
  return http === undefined ? 'needs no setup' : `declarative: ${http.method} ${http.url}`
}

/** Says so when the format was not the only one possible. */
function otherFormats(question: PlugQuestion, pairings: readonly Pairing[]): string {
  const best = pairings[0]
  if (best?.format === undefined || question.format !== undefined) return ''
  const formats = new Map(
    pairings
      .filter((pairing) => pairing.mode === best.mode && pairing.format !== undefined)
      .map(({ format = '' }) => [format.toLowerCase(), format]),
  )
  if (formats.size < 2) return ''
  const names = [...formats.values()].sort().join(', ')
  return `; format ${best.format} chosen of ${names} (most specific first, then by name): --format takes another`
}
