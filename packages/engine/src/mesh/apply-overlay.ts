import type { Instance, Plug, Project } from '@meshroom/model'
import { checkOverlay } from './check-overlay.ts'
import { overlayName, withoutPush } from './overlay-file.ts'
import { type OverlaidSettings, readOverlay } from './read-overlay.ts'

/** The project with the settings of a file over its own, and what is wrong with them. */
export async function applyOverlay(project: Project, file: string): Promise<Project> {
  const overlay = await readOverlay(project.root, file)
  const instances = new Map(overlay.instances.map((each) => [each.name, each.settings]))
  const plugs = new Map(overlay.plugs.map((each) => [withoutPush(each.name), each.settings]))
  return {
    ...project,
    instances: new Map([...project.instances].map(([name, each]) => [name, over(each, instances.get(name))])),
    plugs: project.plugs.map((plug) => over(plug, plugs.get(overlayName(plug)))),
    diagnostics: [...project.diagnostics, ...checkOverlay(project, { overlay, file })],
  }
}

function over<T extends Instance | Plug>(each: T, settings: OverlaidSettings['settings'] | undefined): T {
  return settings === undefined ? each : { ...each, settings: { ...each.settings, ...settings } }
}
