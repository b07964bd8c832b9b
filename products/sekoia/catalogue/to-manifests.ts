import type { Settings } from '@meshroom/hooks-sdk'
import { asText, byText, type JsonRecord } from '../json/narrow.ts'
import type {
  Catalogue,
  CatalogueAction,
  CatalogueConnector,
  CatalogueModule,
  IntakeFormat,
  Skipped,
} from './catalogue.ts'
import { keyOf, nameProducts } from './name-products.ts'
import { nameTopics } from './name-topics.ts'
import { repairSchema } from './repair-schema.ts'
import { toSettings } from './to-settings.ts'

/** A manifest to merge into the project. */
export interface ManifestData {
  readonly path: string
  readonly data: Settings
}

/** What a pull writes, sorted by path, and what it says of it. */
export interface PulledManifests {
  readonly manifests: readonly ManifestData[]
  readonly products: number
  readonly consumers: number
  readonly triggers: number
  readonly skipped: readonly Skipped[]
}

/** Arguments of connectors that the tenant fills in itself. */
const filledIn = new Set(['intake_key', 'intake_server', 'intake_url', 'sekoia_api_key', 'sekoia_base_url'])

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

interface Join {
  readonly names: ReadonlyMap<string, string>
  readonly modules: ReadonlyMap<string, CatalogueModule>
  readonly connectors: ReadonlyMap<string, CatalogueConnector>
  readonly skipped: Skipped[]
}

function joinCatalogues({ modules, formats }: Catalogue): Join {
  return {
    names: nameProducts(modules, formats),
    modules: new Map(modules.flatMap((module) => (module.uuid ? [[module.uuid, module] as const] : []))),
    connectors: new Map(modules.flatMap(({ connectors }) => connectors).map((each) => [each.uuid, each] as const)),
    skipped: [],
  }
}

/** One third party: a module, a format, or both. */
interface Party {
  readonly name: string
  readonly module?: CatalogueModule
  readonly format?: IntakeFormat
}

function partiesOf({ modules, formats }: Catalogue, { names }: Join): Party[] {
  const parties = new Map<string, Party>()
  const add = (item: CatalogueModule | IntakeFormat, part: Partial<Party>) => {
    const name = names.get(keyOf(item)) ?? ''
    parties.set(name, { ...parties.get(name), ...part, name })
  }
  for (const module of modules) add(module, { module })
  for (const format of formats) add(format, { format })
  return [...parties.values()].sort((a, b) => byText(a.name, b.name))
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

interface Intake {
  readonly format: IntakeFormat
  readonly mode: 'push' | 'pull'
  readonly connector?: CatalogueConnector
  readonly module?: CatalogueModule
}

/** How a format is taken in; undefined, with the reason noted, for one that feeds something else than events. */
function intakeOf(format: IntakeFormat, { name }: Party, { modules, connectors, skipped }: Join): Intake | undefined {
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

function intakeManifests({ name }: Party, intake: Intake): ManifestData[] {
  const { format, mode } = intake
  const consumer = `products/sekoia/integrations/${name}/events_consumer${mode === 'pull' ? '_pull' : ''}.yaml`
  if (mode === 'pull') return [{ path: consumer, data: pullConsumer(intake) }]
  const forwarding_instructions = forwardingInstructions(format.uuid)
  return [
    { path: consumer, data: { ...consumerBase(intake), forwarding_instructions } },
    {
      path: `products/${name}/integrations/sekoia/events_producer.yaml`,
      data: {
        description: `Events of ${format.name}, forwarded to Sekoia.io`,
        steps: [{ title: `Forward the events of ${format.name} to the intake`, show: forwarding_instructions }],
      },
    },
  ]
}

/** Where the vendor's documentation says how a third party forwards its events. */
export function forwardingInstructions(formatUuid: string): string {
  return `https://docs.sekoia.io/operation_center/integration_catalog/uuid/${formatUuid}/#instructions-on-the-3rd-party-solution`
}

function consumerBase({ format, module }: Intake): JsonRecord {
  return {
    description: format.description ?? `Events of ${format.name}`,
    intake_format_uuid: format.uuid,
    ...(format.moduleUuid && module && { automation_module_uuid: format.moduleUuid }),
  }
}

function pullConsumer(intake: Intake): JsonRecord {
  const own = toSettings(intake.connector?.arguments ?? {}, filledIn).settings
  const { settings, ...ofModule } = configurationOf(intake.module, new Set(own.map(nameOf)))
  return {
    ...consumerBase(intake),
    automation_connector_uuid: intake.format.connectorUuid ?? '',
    ...(own.length > 0 && { connector_settings: own.map(nameOf) }),
    ...ofModule,
    ...(own.length + settings.length > 0 && { settings: [...own, ...settings] }),
  }
}

/**
 * A module's configuration belongs to the third party's product, whose secrets stay with that product's hooks. So an integration that needs
 * it may be given it as well, never must: what is missing is asked for when the plug is set up.
 */
function configurationOf(module: CatalogueModule | undefined, known: ReadonlySet<string> = new Set()) {
  const all = toSettings(module?.configuration ?? {}, filledIn).settings
  const required = all.filter((setting) => setting.required !== false && setting.default === undefined).map(nameOf)
  const settings = all
    .filter((setting) => !known.has(nameOf(setting)))
    .map(({ default: _, ...setting }) => ({ ...setting, required: false }))
  return {
    ...(all.length > 0 && { module_settings: all.map(nameOf) }),
    ...(required.length > 0 && { module_required: required }),
    settings,
  }
}

function nameOf(setting: JsonRecord): string {
  return asText(setting.name) ?? ''
}

function actionManifests(
  { name, module }: Party,
  { action, topic }: { action: CatalogueAction; topic: string },
): ManifestData[] {
  const shared = {
    description: action.description ?? action.name,
    arguments: { type: 'object', ...repairSchema(action.arguments) },
  }
  const { settings, ...ofModule } = configurationOf(module)
  const trigger = {
    name: action.name,
    ...shared,
    automation_action_uuid: action.uuid,
    ...(module?.uuid && { automation_module_uuid: module.uuid }),
    ...(action.slug && { slug: action.slug }),
    owns_both: true,
    ...ofModule,
    ...(settings.length > 0 && { settings }),
  }
  const here = { path: `products/sekoia/integrations/${name}/${topic}_trigger.yaml`, data: trigger }
  const there = { path: `products/${name}/integrations/sekoia/${topic}_executor.yaml`, data: shared }
  return name === 'sekoia' ? [here] : [here, there]
}

interface DefinitionFacts {
  readonly intake: Intake | undefined
  readonly topics: readonly string[]
  readonly join: Join
}

function definitionOf({ name, module, format }: Party, { intake, topics, join }: DefinitionFacts): JsonRecord {
  const configuration = module ?? (intake?.mode === 'pull' ? intake.module : undefined)
  const { settings, notes } = toSettings(configuration?.configuration ?? {}, filledIn)
  join.skipped.push(...(module ? notes : []).map((note) => noteOf(name, note)))
  join.skipped.push(
    ...toSettings(intake?.connector?.arguments ?? {}, filledIn).notes.map((note) => noteOf(`${name}: connector`, note)),
  )
  const tags = module?.categories ?? intake?.module?.categories ?? []
  const produces = producesOf(intake, module)
  return {
    name,
    vendor: format?.vendor.name ?? module?.name ?? name,
    description: module?.description ?? format?.description ?? format?.name ?? name,
    tags: [...tags],
    ...(settings.length > 0 && { settings }),
    ...(Object.keys(produces).length > 0 && { produces }),
    ...(topics.length > 0 && {
      executes: Object.fromEntries(topics.toSorted(byText).map((topic) => [topic, [{ mode: 'push' }]])),
    }),
  }
}

function producesOf(intake: Intake | undefined, module: CatalogueModule | undefined): JsonRecord {
  return {
    ...(intake && { events: [{ mode: intake.mode }] }),
    ...(module?.connectors.some(({ feeds }) => feeds === 'assets') && { assets: [{ mode: 'pull' }] }),
  }
}

function noteOf(where: string, note: string): Skipped {
  const cut = note.indexOf(': ')
  return { item: `${where}: setting ${note.slice(0, cut)}`, reason: note.slice(cut + 2) }
}
