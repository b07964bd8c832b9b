import { randomUUID } from 'node:crypto'
import { HookError, type SideContext } from '@meshroom/hooks-sdk'
import { oneAtATime } from '../api/one-at-a-time.ts'
import type { SekoiaApi } from '../api/sekoia-api.ts'
import { asList, asRecord, asText, type JsonRecord } from '../json/narrow.ts'
import { intakeFormatValues } from './intake-format-values.ts'

/**
 * Makes sure that the format of a plug's events is on the tenant: the catalogue's is there already, a scaffolded one is created or updated
 * from its files, and for a product without an integration of its own a plain one is made, which takes JSON lines.
 *
 * @returns the format's UUID
 */
export async function ensureIntakeFormat(api: SekoiaApi, context: SideContext): Promise<string> {
  const { manifest, folder, target } = context.integration
  const instance = context.instance.name
  const uuid = asText(manifest.intake_format_uuid)
  const own = asText(manifest.intake_format_folder)
  if (uuid && own) return syncFormat(api, context, { uuid, folder: `${folder}/${own}` })
  return uuid ?? oneAtATime(`format of ${target} on ${instance}`, () => ensurePlainFormat(api, context))
}

interface FormatFiles {
  readonly uuid: string
  /** Relative to the project. */
  readonly folder: string
}

async function syncFormat(api: SekoiaApi, context: SideContext, { uuid, folder }: FormatFiles): Promise<string> {
  const body = await formatBody(context, { uuid, folder })
  const path = `/v1/ingest/formats/${uuid}`
  const there = await api.find(path)
  if (!there) await api.post('/v1/ingest/formats', body)
  else if (differs(there, body)) await api.put(path, body)
  const content = await context.files.readManifests([`${folder}/_meta/smart-descriptions.json`])
  await api.post(`${path}/smart-descriptions`, { content: asList(content[0]?.data) })
  const logo = await context.files.readBytes(`${folder}/_meta/logo.png`)
  await api.putFile(`${path}/picture`, {
    field: 'file',
    name: 'logo.png',
    content: new Blob([new Uint8Array(logo)], { type: 'image/png' }),
  })
  context.log.info(`intake format ${uuid} is ${there ? 'up to date' : 'created'}`)
  return uuid
}

async function ensurePlainFormat(api: SekoiaApi, context: SideContext): Promise<string> {
  const { integration, files, templates, log } = context
  const values = intakeFormatValues({ target: integration.target, uuid: randomUUID() })
  const { items } = await api.get('/v1/ingest/formats', { 'match[name]': values.title })
  const there = asText(
    asList(items)
      .map(asRecord)
      .find((format) => format.name === values.title)?.uuid,
  )
  if (there) return there
  const folder = `.meshroom/scratch/sekoia/formats/${values.slug}`
  await files.remove(folder)
  await templates.render('intake-format', folder, values)
  log.info(`${integration.target} has no intake format of its own; making one for JSON lines`)
  return syncFormat(api, context, { uuid: values.format_uuid, folder })
}

async function formatBody({ files }: SideContext, { uuid, folder }: FormatFiles): Promise<JsonRecord> {
  const [manifestFile, taxonomyFile] = await files.readManifests([
    `${folder}/_meta/manifest.yml`,
    `${folder}/_meta/fields.yml`,
  ])
  const fault = manifestFile?.error ?? taxonomyFile?.error
  if (fault) throw new HookError('INTAKE_FORMAT_UNREADABLE', `${folder}/_meta: ${fault}`)
  const manifest = asRecord(manifestFile?.data)
  return {
    format_uuid: uuid,
    name: asText(manifest.name) ?? '',
    slug: asText(manifest.slug) ?? '',
    description: asText(manifest.description) ?? '',
    datasources: asRecord(manifest.data_sources),
    parser: await files.read(`${folder}/ingest/parser.yml`),
    taxonomy: asRecord(taxonomyFile?.data),
    automation_module_uuid: asText(manifest.automation_module_uuid) ?? null,
    automation_connector_uuid: asText(manifest.automation_connector_uuid) ?? null,
  }
}

function differs(there: JsonRecord, body: JsonRecord): boolean {
  return Object.entries(body).some(
    ([key, value]) => key !== 'format_uuid' && JSON.stringify(there[key]) !== JSON.stringify(value),
  )
}
