import type { Plan, PlugRef } from '../plan/plan.ts'
import type { PlanFilter } from '../plan/plan-filter.ts'
import type { DesiredPlug } from '../plan/plug-facts.ts'
import { recoverStates } from '../run/recover-states.ts'
import { adoptPlug, isUnfinished, settlePlug } from '../state/adopt-plug.ts'
import { type PlugState, plugKey } from '../state/plug-state.ts'
import { checkFilter } from './check-filter.ts'
import { openAnew } from './edit-project.ts'
import { gatherFacts } from './gather-facts.ts'
import type { Mesh } from './mesh.ts'
import { sayPerson } from './read-git-identity.ts'

export interface AdoptedPlugs {
  readonly adopted: readonly PlugRef[]
  /** Recorded, but not all of whose steps were done: those count as done now. */
  readonly settled: readonly PlugRef[]
  /** Recorded already: left as they are. */
  readonly known: readonly PlugRef[]
  /** That make no plug as their manifests are. */
  readonly refused: Plan['refused']
}

export interface AdoptPlugsOptions {
  readonly lockTimeoutMs?: number
  /** Say what would be adopted, and write nothing. */
  readonly dryRun?: boolean
  /** ISO 8601; the clock where unset. */
  readonly now?: () => string
  readonly by?: string
}

/**
 * Records plugs as up that were set up by hand or by another tool, without running a hook: every step counts as done with today's inputs. What
 * hooks would have put out is not known then; a hook that needs it says so. Of a plug of which a step failed, was cut off or never ran, the
 * steps that are not done count as done. The project is read once the lock is held: what another process wrote while this one waited is recorded.
 *
 * @throws MeshroomError `RUN_LOCKED`, `INSTANCE_UNKNOWN`, `TOPIC_UNKNOWN`, `PLUG_UNKNOWN`, `STATE_NOT_WRITTEN`
 */
export async function adoptPlugs(
  mesh: Mesh,
  filter: PlanFilter,
  options: AdoptPlugsOptions = {},
): Promise<AdoptedPlugs> {
  const { lockTimeoutMs: timeoutMs = 0, dryRun = false } = options
  if (dryRun) return adopt(mesh, filter, options)
  return mesh.lock.hold('state adopt', async () => adopt(await openAnew(mesh), filter, options), { timeoutMs })
}

async function adopt(mesh: Mesh, filter: PlanFilter, options: AdoptPlugsOptions): Promise<AdoptedPlugs> {
  await checkFilter(mesh, filter)
  // A journal that was left would take what is recorded here back.
  if (!options.dryRun) await recoverStates(mesh)
  const { desired, refused, unreadable } = await gatherFacts(mesh, filter)
  const { states } = await mesh.states.readAll()
  const recorded = new Map(states.filter(({ steps }) => steps.length > 0).map((state) => [plugKey(state.plug), state]))
  const sorted = Object.groupBy(desired, (plug) => kindOf(plug, recorded.get(plugKey(plug.plug))))
  const { now = () => new Date().toISOString(), by = await sayPerson() } = options
  for (const plug of options.dryRun ? [] : [...(sorted.adopted ?? []), ...(sorted.settled ?? [])]) {
    const before = recorded.get(plugKey(plug.plug))
    const adopter = { at: now(), by }
    await mesh.states.write(before === undefined ? adoptPlug(plug, adopter) : settlePlug(plug, before, adopter))
  }
  const refs = (plugs: readonly DesiredPlug[] = []) => plugs.map(({ plug }) => plug)
  return {
    adopted: refs(sorted.adopted),
    settled: refs(sorted.settled),
    known: refs(sorted.known),
    refused: [...unreadable, ...refused],
  }
}

function kindOf(desired: DesiredPlug, state: PlugState | undefined): 'adopted' | 'settled' | 'known' {
  if (state === undefined) return 'adopted'
  return isUnfinished(desired, state) ? 'settled' : 'known'
}
