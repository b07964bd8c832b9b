import type { Diagnostic } from '../diagnostic.ts'
import type { Instance } from '../manifests/instance.ts'
import type { Product } from '../manifests/product.ts'
import { compareNames } from '../names/compare-names.ts'
import type { Project } from '../project.ts'
import { instanceWithoutConfig, productWithoutDefinition } from './folder-without-manifest.ts'
import { checkIntegrationName } from './name-integration.ts'
import type { FoundInstance, FoundIntegration, FoundPlug, FoundProduct, ProjectLayout } from './project-layout.ts'
import type { ReadIntegration, Reading, ReadPlug } from './reading.ts'

export interface AssembleInput {
  readonly root: string
  readonly layout: ProjectLayout
  /** Of every manifest of the layout, by file. */
  readonly readings: ReadonlyMap<string, Reading>
  /** What breaks rules across the manifests of this project. */
  readonly rules: (project: Omit<Project, 'diagnostics'>) => readonly Diagnostic[]
}

/** Makes a project of what its manifests say, and gathers what is wrong with it. Nothing is read from the disk here. */
export function assembleProject({ root, layout, readings, rules }: AssembleInput): Project {
  const integrations = layout.integrations.map((found) => toIntegration(found, readings))
  const project = {
    root,
    products: byName(layout.products.map((found) => toProduct(found, readings))),
    integrations: integrations.flatMap(({ integration }) => integration ?? []),
    instances: byName(layout.instances.map((found) => toInstance(found, readings))),
    plugs: layout.plugs.flatMap((found) => toPlug(found, readings)?.plug ?? []),
    others: new Map(layout.products.flatMap(({ name, others }) => (others === undefined ? [] : [[name, others]]))),
  }
  const ofFiles = [...layout.products, ...layout.instances, ...layout.plugs].flatMap(({ file }) =>
    file === undefined ? [] : (readings.get(file)?.diagnostics ?? []),
  )
  const ofIntegrations = integrations.flatMap(({ diagnostics }) => diagnostics)
  return {
    ...project,
    diagnostics: [...layout.diagnostics, ...ofFiles, ...ofIntegrations, ...rules(project)].sort(comparePlaces),
  }
}

/** The first of each name is kept, in the order of names. */
function byName<T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  const map = new Map<string, T>()
  for (const item of items.toSorted((a, b) => compareNames(a.name, b.name)))
    if (!map.has(item.name)) map.set(item.name, item)
  return map
}

type Readings = AssembleInput['readings']

function toProduct({ name, file = '' }: FoundProduct, readings: Readings): Product {
  const reading = readings.get(file)
  return reading?.kind === 'product' ? reading.product : productWithoutDefinition(name)
}

function toInstance({ file = '', ...found }: FoundInstance, readings: Readings): Instance {
  const reading = readings.get(file)
  return reading?.kind === 'instance' ? reading.instance : instanceWithoutConfig(found)
}

function toIntegration({ stem, file }: FoundIntegration, readings: Readings): ReadIntegration {
  const reading = readings.get(file)
  return reading?.kind === 'integration'
    ? reading
    : { kind: 'integration', diagnostics: checkIntegrationName(stem, file) }
}

function toPlug({ file }: FoundPlug, readings: Readings): ReadPlug | undefined {
  const reading = readings.get(file)
  return reading?.kind === 'plug' ? reading : undefined
}

function comparePlaces(a: Diagnostic, b: Diagnostic): number {
  return compareNames(a.file, b.file) || a.line - b.line || a.column - b.column || compareNames(a.code, b.code)
}
