import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Diagnostic, type Instance, type Plug, type Project, suggestName } from '@meshroom/model'
import { overlayFile } from './overlay-file.ts'
import type { OverlaidSettings, Overlay } from './read-overlay.ts'

/**
 * The project as it is in an environment: settings of `environments/<name>.yaml` over those of instances and plugs, setting by setting. What it names
 * and is not there is a diagnostic.
 */
export async function overlayEnvironment(project: Project, environment: string): Promise<Project> {
  if (!existsSync(join(project.root, overlayFile(environment)))) return project
  const { readOverlay } = await import('./read-overlay.ts')
  const overlay = await readOverlay(project.root, environment)
  return overlay === undefined ? project : applyOverlay(project, { overlay, file: overlayFile(environment) })
}

/** {@link overlayEnvironment} with what was read. Pure. */
export function applyOverlay(project: Project, { overlay, file }: { overlay: Overlay; file: string }): Project {
  const instances = new Map(overlay.instances.map((each) => [each.name, each.settings]))
  const plugs = new Map(overlay.plugs.map((each) => [each.name.replace(/\/push$/, ''), each.settings]))
  const names = project.plugs.map(plugName)
  return {
    ...project,
    instances: new Map([...project.instances].map(([name, each]) => [name, over(each, instances.get(name))])),
    plugs: project.plugs.map((plug) => over(plug, plugs.get(plugName(plug)))),
    diagnostics: [
      ...project.diagnostics,
      ...overlay.diagnostics,
      ...overlay.instances.flatMap((each) =>
        unknown(each, { known: [...project.instances.keys()], what: 'instance', file }),
      ),
      ...overlay.plugs.flatMap((each) => unknown(each, { known: names, what: 'plug', file })),
    ],
  }
}

/** `SOURCE/DESTINATION/TOPIC`, and the mode where it is pull. */
function plugName({ source, destination, topic, mode }: Plug): string {
  return `${source}/${destination}/${topic}${mode === 'pull' ? '/pull' : ''}`
}

function over<T extends Instance | Plug>(each: T, settings: OverlaidSettings['settings'] | undefined): T {
  return settings === undefined ? each : { ...each, settings: { ...each.settings, ...settings } }
}

function unknown(
  { name, line, column }: OverlaidSettings,
  { known, what, file }: { readonly known: readonly string[]; readonly what: string; readonly file: string },
): Diagnostic[] {
  if (known.includes(name.replace(/\/push$/, ''))) return []
  const near = suggestName(name, known)
  const message = `there is no ${what} "${name}"`
  const hint = near === undefined ? `meshroom list ${what}s` : `did you mean "${near}"?`
  return [{ severity: 'error', code: 'ENVIRONMENT_NAMES_NOTHING', message, hint, file, line, column }]
}
