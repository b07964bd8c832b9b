import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { MeshroomError } from '@meshroom/model'
import { everywhere } from './check-environment.ts'
import type { Mesh } from './mesh.ts'
import { overlayFiles, withoutPush } from './overlay-file.ts'
import type { GivenSettings } from './resolve-settings.ts'

interface Overlaid {
  /** What the settings of the environment call it. */
  readonly name: string
  readonly given: GivenSettings
}

/**
 * What `configure` writes without an environment counts in all of them: a setting that `default` has of its own would stay as it is there, and
 * change elsewhere.
 *
 * @throws MeshroomError `SETTING_OVERLAID` with the place of the environment's own
 */
export async function refuseOverlaid({ root, environment }: Mesh, { name, given }: Overlaid): Promise<void> {
  if (environment !== everywhere) return
  const file = overlayFiles(environment).find((each) => existsSync(join(root, each)))
  if (file === undefined) return
  const { readOverlay } = await import('./read-overlay.ts')
  const { instances, plugs } = await readOverlay(root, file)
  const entry = [...instances, ...plugs].find((each) => withoutPush(each.name) === name)
  const asked = Object.keys(given.settings)
  const isAskedFor = asked.length > 0 || Object.keys(given.secrets).length > 0
  const overlaid = Object.keys(entry?.settings ?? {}).filter((key) => !isAskedFor || asked.includes(key))
  const [first] = overlaid
  if (entry === undefined || first === undefined) return
  throw new MeshroomError('SETTING_OVERLAID', `${environment} has its own ${overlaid.join(', ')} for ${name}`, {
    hint: 'change it in that file; what configure writes without --environment counts in every environment',
    file,
    ...entry.places.get(first),
  })
}
