import type { PlugRef } from '../plan/plan.ts'
import { readEveryEnvironment, refuseUnreadable } from '../state/list-environments.ts'
import { plugKey, plugRef } from '../state/plug-state.ts'
import { editProject } from './edit-project.ts'
import { forgetOwners } from './forget-owners.ts'
import type { Mesh } from './mesh.ts'
import { type PlugName, pickPlug } from './pick-plug.ts'
import { recordAdopted } from './record-adopted.ts'
import { removeFile } from './remove-files.ts'

/**
 * Removes a plug from the mesh. What was set up for it stays until the next `up`, which tears it down with what was recorded; until then
 * its secrets are kept.
 *
 * @returns `wasUp`: whether something is left to be torn down
 * @throws MeshroomError `PLUG_UNKNOWN`, `PLUG_AMBIGUOUS`, `INSTANCE_UNKNOWN`; `STATE_UNREADABLE` or `STATE_TOO_NEW` where it is not known
 * whether it is up, in any environment; `RUN_LOCKED` while a run is under way
 */
export function unplugInstances(
  mesh: Mesh,
  name: PlugName,
): Promise<{ readonly plug: PlugRef; readonly wasUp: boolean }> {
  return editProject(mesh, 'unplug', (fresh) => unplug(fresh, name))
}

async function unplug(mesh: Mesh, name: PlugName): Promise<{ readonly plug: PlugRef; readonly wasUp: boolean }> {
  const manifest = pickPlug(mesh, name)
  const plug = plugRef(manifest)
  const isMeant = (each: PlugRef) => plugKey(each) === plugKey(plug)
  const { recorded, unreadable } = await readEveryEnvironment(mesh.root)
  refuseUnreadable(unreadable.filter((each) => isMeant(each.plug)))
  const adopted = await recordAdopted(mesh, manifest)
  const wasUp = adopted || recorded.some(({ state }) => isMeant(state.plug) && state.steps.length > 0)
  await removeFile(mesh.root, { file: manifest.file, upTo: 'instances' })
  if (!wasUp) {
    await mesh.states.remove(plug)
    await forgetOwners(mesh, [{ kind: 'plug', ...plug }])
  }
  return { plug, wasUp }
}
