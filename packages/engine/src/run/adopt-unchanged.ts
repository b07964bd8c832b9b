import { describePlug } from '../mesh/describe-plug.ts'
import type { Mesh } from '../mesh/mesh.ts'
import type { Plan } from '../plan/plan.ts'
import { adoptPlug } from '../state/adopt-plug.ts'

/** Writes down what an earlier tool set up (`status: up` in a manifest) and `up` found nothing to do for. */
export async function adoptUnchanged(mesh: Mesh, { action, unchanged }: Plan): Promise<void> {
  if (action !== 'up') return
  for (const ref of unchanged) {
    const plug = mesh.plugOf(ref)
    if (plug?.status !== 'up' || (await mesh.states.read(ref)) !== undefined) continue
    await mesh.states.write(adoptPlug(await describePlug(mesh, plug)))
  }
}
