import { editProject } from './edit-project.ts'
import { findInstance, findProduct } from './find-by-name.ts'
import type { Mesh } from './mesh.ts'
import { refuseOverlaid } from './refuse-overlaid.ts'
import { type GivenSettings, resolveSettings } from './resolve-settings.ts'
import { type SavedSettings, saveSettings } from './save-settings.ts'

/**
 * Changes settings and secrets of an instance. Where none are given, all are asked for with what they are now as the default. In an environment other
 * than `default` the settings become its own, in `environments/<name>.yaml`; secrets are the same in every environment.
 *
 * @throws MeshroomError `INSTANCE_UNKNOWN`, `INPUT_REQUIRED`, `SETTING_…`, `MANIFEST_BROKEN`, `RUN_LOCKED`
 */
export async function configureInstance(
  mesh: Mesh,
  options: GivenSettings & { readonly name: string },
): Promise<SavedSettings> {
  const instance = findInstance(mesh, options.name)
  await refuseOverlaid(mesh, { name: instance.name, given: options })
  const { settings: schema } = findProduct(mesh, instance.product)
  const owner = { kind: 'instance', product: instance.product, instance: instance.name } as const
  const untouched = Object.keys(options.settings).length === 0 && Object.keys(options.secrets).length === 0
  const resolved = await resolveSettings({
    ...options,
    schema,
    current: instance.settings,
    known: schema.some(({ secret }) => secret) ? await mesh.ports.secrets.keys(owner) : [],
    ask: untouched ? 'all' : 'missing',
    ports: mesh.ports,
  })
  return editProject(mesh, 'configure', async (fresh) => {
    const { name, product, folder, file = `${folder}/config.yaml` } = findInstance(fresh, options.name)
    const own = { part: 'instances', name, given: options.settings, current: instance.settings } as const
    return saveSettings(fresh, { ...resolved, kind: 'instance', file, owner, initial: { name, product }, own })
  })
}
