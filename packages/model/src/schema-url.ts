/** A kind of manifest. */
export type ManifestKind = 'product' | 'integration' | 'instance' | 'plug'

export const MANIFEST_KINDS: readonly ManifestKind[] = ['product', 'integration', 'instance', 'plug']

const BASE = 'https://raw.githubusercontent.com/meshroom/meshroom/main/packages/model/schema/v1'

/**
 * Where editors find the JSON Schema of a manifest. It has the version of the format in it: what is valid today stays valid there.
 *
 * @example
 * `# yaml-language-server: $schema=${schemaUrl('product')}`
 */
export function schemaUrl(kind: ManifestKind): string {
  return `${BASE}/${kind}.json`
}
