import { byText } from '../json/narrow.ts'
import { actionManifests } from './action-manifests.ts'
import type { Catalogue, CatalogueAction, Skipped } from './catalogue.ts'
import { intakeManifests } from './intake-manifests.ts'
import { intakeOf, type Join, joinCatalogues, type Party, partiesOf } from './join-catalogues.ts'
import type { ManifestData } from './manifest-data.ts'
import { nameTopics } from './name-topics.ts'
import { definitionOf } from './product-definition.ts'

/** What a pull writes, sorted by path, and what it says of it. */
export interface PulledManifests {
  readonly manifests: readonly ManifestData[]
  readonly products: number
  readonly consumers: number
  readonly triggers: number
  readonly skipped: readonly Skipped[]
}

/**
 * Joins the two catalogues, by UUID and never by name, into products and the integrations on both sides.
 *
 * A format with a connector is a pull consumer, one without a push consumer; an action is a trigger here and an executor there. The settings
 * of a module's configuration are the third party's, the arguments of a connector the integration's.
 */
export function toManifests(catalogue: Catalogue): PulledManifests {
  const join = joinCatalogues(catalogue)
  const parties = partiesOf(catalogue, join)
  const manifests = parties.flatMap((party) => manifestsOf(party, join)).sort((a, b) => byText(a.path, b.path))
  const here = manifests.filter(({ path }) => path.startsWith('products/sekoia/integrations/'))
  return {
    manifests,
    products: parties.filter(({ name }) => name !== 'sekoia').length,
    consumers: here.filter(({ path }) => /\/events_consumer(_pull)?\.yaml$/.test(path)).length,
    triggers: here.filter(({ path }) => path.endsWith('_trigger.yaml')).length,
    skipped: [...catalogue.skipped, ...join.skipped],
  }
}

function manifestsOf(party: Party, join: Join): ManifestData[] {
  const intake = party.format && intakeOf(party.format, party, join)
  const topics = party.module ? nameTopics(party.module) : new Map<CatalogueAction, string>()
  const actions = [...topics].map(([action, topic]) => ({ action, topic }))
  const integrations = [
    ...(intake ? intakeManifests(party, intake) : []),
    ...actions.flatMap((each) => actionManifests(party, each)),
  ]
  if (party.name === 'sekoia') return integrations
  const data = definitionOf(party, { intake, topics: [...topics.values()], join })
  return [{ path: `products/${party.name}/definition.yaml`, data }, ...integrations]
}
