import type { Plug } from '@meshroom/model'
import { adoptPlug } from '../state/adopt-plug.ts'
import { describePlug } from './describe-plug.ts'
import type { Mesh } from './mesh.ts'

/**
 * Writes down what an earlier tool set up (`status: up` in the manifest), before the manifest goes: its teardown needs it.
 *
 * @returns true when something was recorded
 */
export async function recordAdopted(mesh: Mesh, plug: Plug): Promise<boolean> {
  if (plug.status !== 'up' || (await mesh.states.read(plug)) !== undefined) return false
  await mesh.states.write(adoptPlug(await describePlug(mesh, plug)))
  return true
}
