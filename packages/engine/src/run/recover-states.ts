import { sayDamage } from '../journal/say-damage.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { sayPlug } from '../state/plug-state.ts'
import type { Recovery } from '../state/state-store.ts'
import { forgetSecrets } from './forget-secrets.ts'

/**
 * Settles what a run that was cut off has left: brings the state files up to its journal, and says which step nobody knows the end of. Only
 * while holding the lock.
 */
export async function recoverStates(mesh: Mesh): Promise<void> {
  const recovery = await mesh.states.recover((plug) => mesh.plugOf(plug)?.status === 'up')
  for (const change of recovery.plugs)
    if (change.after.steps.length < change.before.steps.length) await forgetSecrets(mesh, change)
  for (const message of sayRecovery(recovery)) mesh.ports.emit({ type: 'warning', code: 'RUN_CUT_OFF', message })
  if (recovery.damaged > 0) mesh.ports.emit(sayDamage(recovery.damaged, mesh.environment))
}

function sayRecovery({ plugs, overruled }: Recovery): string[] {
  return [
    ...plugs.flatMap(({ after, unsettled }) =>
      unsettled === undefined
        ? []
        : [`an earlier run was cut off in ${unsettled}: how far it came for ${sayPlug(after.plug)} is not known`],
    ),
    ...overruled.map((plug) => `the state of ${sayPlug(plug)} was changed since an earlier run was cut off: it counts`),
  ]
}
