import { plugRef } from '../state/plug-state.ts'
import { describePlug, plugSchema } from './describe-plug.ts'
import { editProject } from './edit-project.ts'
import { findPlug } from './find-by-name.ts'
import type { Mesh } from './mesh.ts'
import { overlayName } from './overlay-file.ts'
import { type PlugName, pickPlug } from './pick-plug.ts'
import { refuseOverlaid } from './refuse-overlaid.ts'
import { type GivenSettings, resolveSettings } from './resolve-settings.ts'
import { type SavedSettings, saveSettings } from './save-settings.ts'

/**
 * Changes settings and secrets of a plug: those of both sides' integrations. Where none are given, all are asked for. In an environment other than
 * `default` the settings become its own.
 *
 * @throws MeshroomError `PLUG_UNKNOWN`, `PLUG_AMBIGUOUS`, `PLUG_NO_MATCH`, `INPUT_REQUIRED`, `SETTING_…`, `MANIFEST_BROKEN`, `RUN_LOCKED`
 */
export async function configurePlug(mesh: Mesh, options: GivenSettings & PlugName): Promise<SavedSettings> {
  const plug = pickPlug(mesh, options)
  await refuseOverlaid(mesh, { name: overlayName(plug), given: options })
  const schema = plugSchema((await describePlug(mesh, plug)).selection)
  const owner = { kind: 'plug', ...plugRef(plug) } as const
  const untouched = Object.keys(options.settings).length === 0 && Object.keys(options.secrets).length === 0
  const resolved = await resolveSettings({
    settings: options.settings,
    secrets: options.secrets,
    schema,
    current: plug.settings,
    known: schema.some(({ secret }) => secret) ? await mesh.ports.secrets.keys(owner) : [],
    ask: untouched ? 'all' : 'missing',
    ports: mesh.ports,
  })
  return editProject(mesh, 'configure', async (fresh) => {
    const { file } = findPlug(fresh, plugRef(plug))
    const own = { part: 'plugs', name: overlayName(plug), given: options.settings, current: plug.settings } as const
    return saveSettings(fresh, { ...resolved, kind: 'plug', file, owner, initial: {}, own })
  })
}
