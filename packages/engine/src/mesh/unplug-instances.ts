import type { PlugRef } from '../plan/plan.ts'
import { readEveryEnvironment } from '../state/list-environments.ts'
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
 * @throws MeshroomError `PLUG_UNKNOWN`, `PLUG_AMBIGUOUS`, `INSTANCE_UNKNOWN`; `RUN_LOCKED` while a run is under way
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
  const adopted = await recordAdopted(mesh, manifest)
  const recorded = await readEveryEnvironment(mesh.root)
  const wasUp = adopted || recorded.some(({ state }) => plugKey(state.plug) === plugKey(plug) && state.steps.length > 0)
  await removeFile(mesh.root, { file: manifest.file, upTo: 'instances' })
  if (!wasUp) {
    await mesh.states.remove(plug)
    await forgetOwners(mesh, [{ kind: 'plug', ...plug }])
  }
  return { plug, wasUp }
}
