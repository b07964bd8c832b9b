import type { Plan, PlugRef } from '../plan/plan.ts'
import type { PlanFilter } from '../plan/plan-filter.ts'
import { adoptPlug } from '../state/adopt-plug.ts'
import { plugKey } from '../state/plug-state.ts'
import { checkFilter } from './check-filter.ts'
import { gatherFacts } from './gather-facts.ts'
import type { Mesh } from './mesh.ts'
import { sayPerson } from './read-git-identity.ts'

export interface AdoptedPlugs {
  readonly adopted: readonly PlugRef[]
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
 * hooks would have put out is not known then; a hook that needs it says so.
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
  return mesh.lock.hold('state adopt', () => adopt(mesh, filter, options), { timeoutMs })
}

async function adopt(mesh: Mesh, filter: PlanFilter, options: AdoptPlugsOptions): Promise<AdoptedPlugs> {
  await checkFilter(mesh, filter)
  const { desired, refused, unreadable } = await gatherFacts(mesh, filter)
  const { states } = await mesh.states.readAll()
  const known = new Set(states.filter(({ steps }) => steps.length > 0).map(({ plug }) => plugKey(plug)))
  const fresh = desired.filter(({ plug }) => !known.has(plugKey(plug)))
  const { now = () => new Date().toISOString(), by = await sayPerson() } = options
  if (!options.dryRun) for (const plug of fresh) await mesh.states.write(adoptPlug(plug, { at: now(), by }))
  return {
    adopted: fresh.map(({ plug }) => plug),
    known: desired.filter(({ plug }) => known.has(plugKey(plug))).map(({ plug }) => plug),
    refused: [...unreadable, ...refused],
  }
}
