import { randomUUID } from 'node:crypto'
import { type ScaffoldContext, type Settings, scaffold } from '@meshroom/hooks-sdk'
import { intakeFormatValues } from './events/intake-format-values.ts'
import { asText } from './json/narrow.ts'
import { manifestFile } from './scaffolding/manifest-file.ts'
import { moduleSettings } from './scaffolding/module-settings.ts'
import { scaffoldNames } from './scaffolding/names.ts'

/**
 * Writes a custom intake format, and for pull the connector module that fetches the events. The UUIDs are made once and kept in the
 * integration's manifest; setting up a plug creates the format on the tenant, or updates it from these files.
 */
export const scaffoldIntakeFormat = scaffold.consumer(
  { topic: 'events', title: 'Write a custom intake format' },
  async (context) => {
    const { integration, templates, manifests, log } = context
    const { manifest, target, folder, mode } = integration
    if (asText(manifest.intake_format_uuid) && !asText(manifest.intake_format_folder)) {
      log.info('the catalogue has an intake format for it already: nothing to write')
      return
    }
    const connector = mode === 'pull' ? await writeConnector(context) : undefined
    const uuid = asText(manifest.intake_format_uuid) ?? randomUUID()
    const intake_format_folder =
      asText(manifest.intake_format_folder) ?? `events_format${mode === 'pull' ? '_pull' : ''}`
    const values = intakeFormatValues({ target, uuid, ...(connector && { links: connector.links }) })
    await templates.render('intake-format', `${folder}/${intake_format_folder}`, values)
    const data = {
      description: `Events of ${values.title}`,
      intake_format_uuid: uuid,
      intake_format_folder,
      ...connector?.manifest,
    }
    await manifests.merge([{ path: await manifestFile(context), data }])
    log.info(`map the fields of the events in ${folder}/${intake_format_folder}/ingest/parser.yml`)
  },
)

interface Connector {
  readonly links: { readonly module: string; readonly connector: string }
  readonly manifest: Settings
}

async function writeConnector({ integration, templates }: ScaffoldContext): Promise<Connector> {
  const { manifest, target, folder } = integration
  const module_folder = asText(manifest.module_folder) ?? 'events_connector'
  const module = asText(manifest.automation_module_uuid) ?? randomUUID()
  const connector = asText(manifest.automation_connector_uuid) ?? randomUUID()
  const names = scaffoldNames(target, 'events')
  const values = { ...names, command: names.slug, module_uuid: module, connector_uuid: connector }
  await templates.render('connector', `${folder}/${module_folder}`, values)
  const { module_settings, settings } = moduleSettings(names.title)
  return {
    links: { module, connector },
    manifest: {
      automation_module_uuid: module,
      automation_connector_uuid: connector,
      module_folder,
      connector_settings: ['frequency', 'chunk_size'],
      module_settings,
      module_required: module_settings,
      settings: [...connectorSettings, ...settings],
    },
  }
}

const connectorSettings: Settings[] = [
  { name: 'frequency', type: 'integer', description: 'Seconds between two requests', default: 60, minimum: 1 },
  {
    name: 'chunk_size',
    type: 'integer',
    description: 'Most events to send at once',
    default: 1000,
    minimum: 1,
    maximum: 1000,
  },
]
