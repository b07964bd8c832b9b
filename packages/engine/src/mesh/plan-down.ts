import { decideDown } from '../plan/decide-down.ts'
import { markRunning } from '../plan/mark-running.ts'
import type { Plan } from '../plan/plan.ts'
import type { PlanFilter } from '../plan/plan-filter.ts'
import { checkFilter } from './check-filter.ts'
import { digestFacts } from './digest-facts.ts'
import { findRun, sayInProgress } from './find-run.ts'
import { gatherFacts } from './gather-facts.ts'
import type { Mesh } from './mesh.ts'

/**
 * What `down` would do: the reverse of what is recorded, for plugs of the project and for those that are gone from it alike. Manifests that
 * make no plug (any more) do not matter: what was done is recorded.
 *
 * @throws MeshroomError `INSTANCE_UNKNOWN`, `TOPIC_UNKNOWN` or `PLUG_UNKNOWN` for a filter or an exclusion that names no plug
 */
export async function planDown(mesh: Mesh, filter: PlanFilter = {}): Promise<Plan> {
  await checkFilter(mesh, filter)
  const facts = await gatherFacts(mesh, filter)
  const { unreadable } = facts
  const { environment } = mesh
  const basis = digestFacts(facts)
  const run = await findRun(mesh)
  const recorded = run === undefined ? facts.recorded : markRunning(facts.recorded, sayInProgress(run))
  return decideDown({ environment, filter, basis, recorded: [...recorded.values()], refused: unreadable })
}
