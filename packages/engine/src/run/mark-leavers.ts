import type { Mesh } from '../mesh/mesh.ts'
import { isAlike } from '../plan/find-overlap.ts'
import type { Plan, PlanStep } from '../plan/plan.ts'
import { type PlugState, plugKey } from '../state/plug-state.ts'

/**
 * Notes, of plugs that no manifest wants any more and that a filter leaves standing, since when others stand beside them that may be one with them on
 * the tenant: these are set up again once they are torn down.
 */
export async function markLeavers(mesh: Mesh, plan: Plan, at: string): Promise<void> {
  const setups = plan.steps.filter(({ action }) => action === 'setup')
  if (setups.length === 0 || Object.values(plan.filter).every((part) => part === undefined)) return
  const planned = new Set(plan.steps.map(({ plug }) => plugKey(plug)))
  const { states } = await mesh.states.readAll()
  for (const state of states) {
    const isLeft = state.steps.length > 0 && mesh.plugOf(state.plug) === undefined && !planned.has(plugKey(state.plug))
    if (isLeft && state.undoingSince === undefined && standsBeside(state, setups))
      await mesh.states.write({ ...state, undoingSince: at })
  }
}

function standsBeside(state: PlugState, setups: readonly PlanStep[]): boolean {
  return setups.some((step) => isAlike(state, step))
}
