import { decideUp } from '../plan/decide-up.ts'
import { markRunning } from '../plan/mark-running.ts'
import type { Plan } from '../plan/plan.ts'
import type { PlanFilter } from '../plan/plan-filter.ts'
import { checkFilter } from './check-filter.ts'
import { digestFacts } from './digest-facts.ts'
import { openSecretDigests } from './digest-secrets.ts'
import { findRun, sayInProgress } from './find-run.ts'
import { gatherFacts } from './gather-facts.ts'
import type { Mesh } from './mesh.ts'
import { refuseMissingSecrets } from './refuse-missing-secrets.ts'

/**
 * What `up` would do: set up what is not, again what has changed, and tear down what nobody wants any more. Reads manifests, hook
 * sources and states, and in the vault which required secrets have a value; runs no hook, touches no tenant, writes nothing.
 *
 * @throws MeshroomError `INSTANCE_UNKNOWN`, `TOPIC_UNKNOWN` or `PLUG_UNKNOWN` for a filter or an exclusion that names no plug
 * @example
 * const plan = await planUp(mesh, { source: 'myedr' })
 * if (plan.steps.length > 0) await runPlan(mesh, plan)
 */
export async function planUp(mesh: Mesh, filter: PlanFilter = {}): Promise<Plan> {
  await checkFilter(mesh, filter)
  const digest = openSecretDigests(mesh)
  const facts = await refuseMissingSecrets(mesh, await gatherFacts(mesh, filter, digest), digest)
  const { desired, abandoned, refused, unreadable } = facts
  const { environment } = mesh
  const basis = digestFacts(facts)
  const run = await findRun(mesh)
  const recorded = run === undefined ? facts.recorded : markRunning(facts.recorded, sayInProgress(run))
  return decideUp({ environment, filter, basis, desired, recorded, abandoned, refused: [...unreadable, ...refused] })
}
