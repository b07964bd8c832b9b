import type { ManifestFile, Settings } from '@meshroom/hooks-sdk'
import { parse } from 'yaml'
import { formatFiles, readIntakeFormats } from '../../catalogue/read-intake-formats.ts'
import { moduleFiles, readModules } from '../../catalogue/read-modules.ts'
import { type PulledManifests, toManifests } from '../../catalogue/to-manifests.ts'

/** Files of a catalogue, by path: what is no text becomes JSON. */
export type CatalogueFiles = Readonly<Record<string, string | object>>

/** A UUID from a short number, so that a fixture reads well. */
export const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

/** A module's manifest; what a test is about stands out. */
export const module = (slug: string, uuid: string, more: object = {}) => ({
  name: slug,
  slug,
  uuid,
  description: `About ${slug}`,
  version: '1.0.0',
  configuration: {},
  ...more,
})

export const action = (uuid: string, more: object = {}) => ({
  name: 'An action',
  uuid,
  description: 'Does it',
  docker_parameters: 'do_it',
  arguments: { type: 'object', properties: {} },
  results: {},
  ...more,
})

/** The manifest of a format and its parser, below a vendor's folder. */
export function format(folder: string, manifest: object): CatalogueFiles {
  return { [`${folder}/_meta/manifest.yml`]: manifest, [`${folder}/ingest/parser.yml`]: 'name: parser\n' }
}

export function textOf(content: string | object): string {
  return typeof content === 'string' ? content : JSON.stringify(content)
}

/** Decides what a pull of these two catalogues writes, without disk or git. */
export function decide(library: CatalogueFiles, formats: CatalogueFiles = {}): PulledManifests {
  const modules = readModules(readAll(library, moduleFiles(Object.keys(library))))
  const intake = readIntakeFormats(readAll(formats, formatFiles(Object.keys(formats))), Object.keys(formats))
  return toManifests({
    modules: modules.modules,
    formats: intake.formats,
    skipped: [...modules.skipped, ...intake.skipped],
  })
}

/** The manifest at a path, which must have been written. */
export function at(pulled: PulledManifests, path: string): Settings {
  const found = pulled.manifests.find((manifest) => manifest.path === path)
  if (!found) throw new Error(`${path} is not among\n${pathsOf(pulled).join('\n')}`)
  return found.data
}

export function pathsOf(pulled: PulledManifests): string[] {
  return pulled.manifests.map(({ path }) => path)
}

/** The settings of a product, by name. */
export function settingsOf(pulled: PulledManifests, product: string): Record<string, Settings> {
  const { settings } = at(pulled, `products/${product}/definition.yaml`)
  return Object.fromEntries(((settings ?? []) as Settings[]).map((setting) => [String(setting.name), setting]))
}

function readAll(files: CatalogueFiles, paths: readonly string[]): ManifestFile[] {
  return paths.map((path) => {
    try {
      return { path, data: parse(textOf(files[path] ?? '')) }
    } catch (error) {
      return { path, error: String(error) }
    }
  })
}
