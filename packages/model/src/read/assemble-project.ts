import type { Diagnostic } from '../diagnostic.ts'
import type { Instance } from '../manifests/instance.ts'
import type { Integration } from '../manifests/integration.ts'
import type { Plug } from '../manifests/plug.ts'
import type { Product } from '../manifests/product.ts'
import { compareNames } from '../names/compare-names.ts'
import type { Project } from '../project.ts'
import { runRules } from '../rules/run-rules.ts'
import { checkManifest } from './check-manifest.ts'
import type { ManifestSource } from './manifest-source.ts'
import { checkIntegrationName, nameIntegration } from './name-integration.ts'
import { parsePlugName } from './plug-name.ts'
import type { FoundInstance, FoundIntegration, FoundPlug, FoundProduct, ProjectLayout } from './project-layout.ts'
import { instanceWithoutConfig, readInstance } from './read-instance.ts'
import { readIntegration } from './read-integration.ts'
import { readPlug } from './read-plug.ts'
import { productWithoutDefinition, readProduct } from './read-product.ts'

export interface AssembleInput {
  readonly root: string
  readonly layout: ProjectLayout
  /** Every manifest of the layout, parsed, by file. */
  readonly sources: ReadonlyMap<string, ManifestSource>
}

/** Makes a project of its parsed manifests, and runs the rules across them. Nothing is read from the disk here. */
export function assembleProject({ root, layout, sources }: AssembleInput): Project {
  const named = layout.integrations.map((found) => toIntegration(found, sources))
  const project = {
    root,
    products: byName(layout.products.map((found) => toProduct(found, sources))),
    integrations: named.flatMap(({ integrations }) => integrations),
    instances: byName(layout.instances.map((found) => toInstance(found, sources))),
    plugs: layout.plugs.flatMap((found) => toPlug(found, sources)),
  }
  const ofRules = runRules({ project, layout, sources })
  const ofFiles = [...layout.products, ...layout.instances, ...layout.plugs].flatMap(
    ({ file }) => sourceOf(file, sources)?.diagnostics ?? [],
  )
  const ofIntegrations = named.flatMap(({ diagnostics }) => diagnostics)
  return {
    ...project,
    diagnostics: [...layout.diagnostics, ...ofFiles, ...ofIntegrations, ...ofRules].sort(comparePlaces),
  }
}

/** The first of each name is kept, in the order of names. */
function byName<T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  const map = new Map<string, T>()
  for (const item of items.toSorted((a, b) => compareNames(a.name, b.name)))
    if (!map.has(item.name)) map.set(item.name, item)
  return map
}

type Sources = AssembleInput['sources']

function sourceOf(file: string | undefined, sources: Sources): ManifestSource | undefined {
  return file === undefined ? undefined : sources.get(file)
}

function toProduct({ name, file }: FoundProduct, sources: Sources): Product {
  const source = sourceOf(file, sources)
  if (source === undefined) return productWithoutDefinition(name)
  checkManifest('product', source)
  return readProduct(name, source)
}

function toInstance(found: FoundInstance, sources: Sources): Instance {
  const source = sourceOf(found.file, sources)
  if (source === undefined) return instanceWithoutConfig(found)
  checkManifest('instance', source)
  return readInstance(found, source)
}

interface NamedIntegration {
  readonly integrations: readonly Integration[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Whatever is in a file that is no integration is nobody's business here. */
function toIntegration({ product, target, stem, file }: FoundIntegration, sources: Sources): NamedIntegration {
  const source = sources.get(file)
  const name = source === undefined ? undefined : nameIntegration(stem, source)
  if (source === undefined || name === undefined)
    return { integrations: [], diagnostics: checkIntegrationName(stem, file) }
  checkManifest('integration', source)
  return { integrations: [readIntegration({ product, target, ...name }, source)], diagnostics: source.diagnostics }
}

function toPlug({ source, destination, stem, file }: FoundPlug, sources: Sources): readonly Plug[] {
  const manifest = sources.get(file)
  return manifest === undefined
    ? []
    : [readPlug({ source: source.name, destination, ...parsePlugName(stem) }, manifest)]
}

function comparePlaces(a: Diagnostic, b: Diagnostic): number {
  return compareNames(a.file, b.file) || a.line - b.line || a.column - b.column || compareNames(a.code, b.code)
}
