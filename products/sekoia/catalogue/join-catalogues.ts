import { byText } from '../json/narrow.ts'
import type { Catalogue, CatalogueConnector, CatalogueModule, IntakeFormat, Skipped } from './catalogue.ts'
import { keyOf, nameProducts } from './name-products.ts'

/** What leads from one catalogue to the other. */
export interface Join {
  readonly names: ReadonlyMap<string, string>
  readonly modules: ReadonlyMap<string, CatalogueModule>
  readonly connectors: ReadonlyMap<string, CatalogueConnector>
  readonly skipped: Skipped[]
}

/** Indexes both catalogues by UUID, never by name. */
export function joinCatalogues({ modules, formats }: Catalogue): Join {
  return {
    names: nameProducts(modules, formats),
    modules: new Map(modules.flatMap((module) => (module.uuid ? [[module.uuid, module] as const] : []))),
    connectors: new Map(modules.flatMap(({ connectors }) => connectors).map((each) => [each.uuid, each] as const)),
    skipped: [],
  }
}

/** One third party: a module, a format, or both. */
export interface Party {
  readonly name: string
  readonly module?: CatalogueModule
  readonly format?: IntakeFormat
}

/** Every third party, once, sorted by its product's name. */
export function partiesOf({ modules, formats }: Catalogue, { names }: Join): Party[] {
  const parties = new Map<string, Party>()
  const add = (item: CatalogueModule | IntakeFormat, part: Partial<Party>) => {
    const name = names.get(keyOf(item)) ?? ''
    parties.set(name, { ...parties.get(name), ...part, name })
  }
  for (const module of modules) add(module, { module })
  for (const format of formats) add(format, { format })
  return [...parties.values()].sort((a, b) => byText(a.name, b.name))
}

/** A format, and what fetches its events in pull mode. */
export interface Intake {
  readonly format: IntakeFormat
  readonly mode: 'push' | 'pull'
  readonly connector?: CatalogueConnector
  readonly module?: CatalogueModule
}

/** How a format is taken in; undefined, with the reason noted, for one that feeds something else than events. */
export function intakeOf(
  format: IntakeFormat,
  { name }: Party,
  { modules, connectors, skipped }: Join,
): Intake | undefined {
  const module = format.moduleUuid ? modules.get(format.moduleUuid) : undefined
  const connector = format.connectorUuid ? connectors.get(format.connectorUuid) : undefined
  const item = `${name}: intake format ${format.slug}`
  if (connector?.feeds === 'assets') {
    skipped.push({ item, reason: 'its connector feeds assets, not events' })
    return undefined
  }
  if (!format.moduleUuid) skipped.push({ item: `${item}: module`, reason: 'names no automation_module_uuid' })
  else if (!module) skipped.push({ item: `${item}: module`, reason: `no module has the uuid ${format.moduleUuid}` })
  if (format.connectorUuid && !connector) {
    skipped.push({
      item: `${item}: connector`,
      reason: `no connector has the uuid ${format.connectorUuid}, so its settings are unknown`,
    })
  }
  return {
    format,
    mode: format.connectorUuid ? 'pull' : 'push',
    ...(connector && { connector }),
    ...(module && { module }),
  }
}
