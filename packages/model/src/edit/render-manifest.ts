import type { JsonObject } from '../json-value.ts'
import { type ManifestKind, schemaUrl } from '../schema-url.ts'
import { renderBlock } from './style.ts'

/**
 * Renders a new manifest, with the line by which editors find its schema. Keys keep their order.
 *
 * @example
 * renderManifest('instance', { settings: { region: 'fra1' } })
 * // '# yaml-language-server: $schema=https://…/instance.json\nsettings:\n  region: fra1\n'
 */
export function renderManifest(kind: ManifestKind, data: JsonObject): string {
  const schema = `# yaml-language-server: $schema=${schemaUrl(kind)}\n`
  return Object.keys(data).length === 0 ? schema : schema + renderBlock(data, { indent: 2, indentsLists: true })
}
