import { join } from 'node:path'
import { type CapabilityData, toCapabilityData } from '@meshroom/graph'
import { loadProject, type Project } from '@meshroom/model'
import { listTemplates, renderProduct, renderProject } from '../src/index.ts'
import { temporaryFolder, writeFiles } from './render-into.ts'

/** A project as `init` scaffolds it, with a product of each template that has the template's name. */
export interface ProjectOfTemplates extends AsyncDisposable {
  readonly project: Project
  capabilitiesOf(template: string): CapabilityData[]
}

export async function projectOfTemplates(): Promise<ProjectOfTemplates> {
  const folder = temporaryFolder()
  writeFiles(folder.path, renderProject('all'))
  for (const template of listTemplates()) {
    writeFiles(join(folder.path, 'products', template), renderProduct(template, template))
  }
  const project = await loadProject(folder.path)
  return {
    project,
    capabilitiesOf: (template) => project.products.get(template)!.capabilities.map(toCapabilityData),
    [Symbol.asyncDispose]: async () => folder[Symbol.dispose](),
  }
}
