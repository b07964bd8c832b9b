import { parseIntegrationName } from './integration-name.ts'
import type { FoundInstance, FoundIntegration, FoundPlug, FoundProduct, ProjectLayout } from './project-layout.ts'

/** A file to be read, with what its folders and its name make of it. */
export type FoundManifest = { readonly file: string } & (
  | { readonly kind: 'product'; readonly found: FoundProduct }
  | { readonly kind: 'integration'; readonly found: FoundIntegration }
  | { readonly kind: 'instance'; readonly found: FoundInstance }
  | { readonly kind: 'plug'; readonly found: FoundPlug }
)

/** Every file of a layout that is read. Files beside integrations that have no such name are not. */
export function listManifests(layout: ProjectLayout): readonly FoundManifest[] {
  const manifests: FoundManifest[] = []
  for (const found of layout.products)
    if (found.file !== undefined) manifests.push({ kind: 'product', file: found.file, found })
  for (const found of layout.integrations)
    if (parseIntegrationName(found.stem) !== undefined) manifests.push({ kind: 'integration', file: found.file, found })
  for (const found of layout.instances)
    if (found.file !== undefined) manifests.push({ kind: 'instance', file: found.file, found })
  for (const found of layout.plugs) manifests.push({ kind: 'plug', file: found.file, found })
  return manifests
}
