import type { ManifestFile } from '@meshroom/hooks-sdk'
import { asRecord, asText, byText, isRecord, type JsonRecord } from '../json/narrow.ts'
import { asUuid, type IntakeFormat, type Skipped } from './catalogue.ts'

/** `<vendor>/_meta/manifest.yml` and `<vendor>/<format>/_meta/manifest.yml`; `utils/` holds templates that are no YAML. */
const wanted = /^(?!utils\/)[^/]+\/(?:[^/]+\/)?_meta\/manifest\.ya?ml$/
const parser = /^[^/]+\/[^/]+\/ingest\/parser\.ya?ml$/

/** The files of a clone of the intake formats that {@link readIntakeFormats} needs, of all its files. */
export function formatFiles(files: readonly string[]): readonly string[] {
  return files.filter((file) => wanted.test(file)).sort(byText)
}

/**
 * Reads the intake formats: a folder with a manifest and a parser is one; its vendor's manifest stands above it.
 *
 * @param files with paths relative to the clone
 * @param all every path of the clone: a format is known by its parser, which need not be read
 */
export function readIntakeFormats(
  files: readonly ManifestFile[],
  all: readonly string[],
): { formats: IntakeFormat[]; skipped: Skipped[] } {
  const skipped: Skipped[] = []
  const parsed = new Set(all.filter((file) => parser.test(file)).map(folderOf))
  const manifests = new Map(files.flatMap((file) => readableOnly(file, skipped)))
  const seen = new Set<string>()
  const formats = [...manifests.keys()]
    .filter((folder) => folder.includes('/'))
    .sort(byText)
    .flatMap((folder) => readFormat(folder, { manifests, parsed, seen, skipped }))
  return { formats, skipped }
}

interface Reading {
  readonly manifests: ReadonlyMap<string, JsonRecord>
  readonly parsed: ReadonlySet<string>
  readonly seen: Set<string>
  readonly skipped: Skipped[]
}

function readableOnly(file: ManifestFile, skipped: Skipped[]): [string, JsonRecord][] {
  if (file.error === undefined && isRecord(file.data)) return [[folderOf(file.path), file.data]]
  skipped.push({ item: file.path, reason: file.error ?? 'is not a mapping' })
  return []
}

function readFormat(folder: string, reading: Reading): IntakeFormat[] {
  const manifest = reading.manifests.get(folder) ?? {}
  const uuid = asUuid(manifest.uuid)
  const fault = faultOf(folder, uuid, reading)
  if (!uuid || fault) {
    reading.skipped.push({ item: folder, reason: fault ?? 'has no valid uuid' })
    return []
  }
  return [toFormat({ folder, uuid, manifest }, reading)]
}

function faultOf(folder: string, uuid: string | undefined, { parsed, seen }: Reading): string | undefined {
  if (!parsed.has(folder)) return 'has no ingest/parser.yml, so it is no format'
  if (!uuid) return 'has no valid uuid'
  if (seen.has(uuid)) return `another format has its uuid ${uuid}`
  seen.add(uuid)
  return undefined
}

interface Found {
  readonly folder: string
  readonly uuid: string
  readonly manifest: JsonRecord
}

function toFormat({ folder, uuid, manifest }: Found, { manifests }: Reading): IntakeFormat {
  const name = asText(manifest.name) ?? folder
  const description = asText(manifest.description)
  // Well-formed or not: that a link leads nowhere is found out where the two catalogues are joined.
  const moduleUuid = asText(manifest.automation_module_uuid)?.toLowerCase()
  const connectorUuid = asText(manifest.automation_connector_uuid)?.toLowerCase()
  return {
    folder,
    uuid,
    slug: asText(manifest.slug) ?? name,
    name,
    ...(description && { description }),
    vendor: vendorOf(folder, manifests),
    dataSources: Object.keys(asRecord(manifest.data_sources)).sort(byText),
    ...(moduleUuid && { moduleUuid }),
    ...(connectorUuid && { connectorUuid }),
  }
}

function vendorOf(folder: string, manifests: Reading['manifests']): IntakeFormat['vendor'] {
  const vendor = folder.slice(0, folder.indexOf('/'))
  const manifest = manifests.get(vendor) ?? {}
  const name = asText(manifest.name) ?? vendor
  return { name, slug: asText(manifest.slug) ?? name }
}

/** `A/b/_meta/manifest.yml` and `A/b/ingest/parser.yml` both stand for `A/b`. */
function folderOf(path: string): string {
  return path.split('/').slice(0, -2).join('/')
}
