import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Project } from '@meshroom/model'
import { overlayFiles } from './overlay-file.ts'

/**
 * The project as it is in an environment: settings of `environments/<name>.yaml` over those of instances and plugs, setting by setting. What is wrong
 * with them is a diagnostic.
 */
export async function overlayEnvironment(project: Project, environment: string): Promise<Project> {
  const file = overlayFiles(environment).find((each) => existsSync(join(project.root, each)))
  if (file === undefined) return project
  const { applyOverlay } = await import('./apply-overlay.ts')
  return applyOverlay(project, file)
}
