import type { PlugRef } from '../plan/plan.ts'
import { matchesFilter, type PlanFilter } from '../plan/plan-filter.ts'
import { forgetSecrets } from '../run/forget-secrets.ts'
import { recoverStates } from '../run/recover-states.ts'
import { type PlugState, plugRef } from '../state/plug-state.ts'
import { stateFile } from '../state/state-file.ts'
import { checkFilter } from './check-filter.ts'
import { openAnew } from './edit-project.ts'
import { keepAside } from './keep-aside.ts'
import type { Mesh } from './mesh.ts'

/** A plug of which nothing is recorded any more. */
export interface ForgottenPlug {
  readonly plug: PlugRef
  /** Where its state lies now, relative to the project. */
  readonly keptAt: string
  /** What its setup may have made stays there; empty where the state could not be read. */
  readonly left: readonly { readonly product: string; readonly instance: string }[]
  /** The manifests want it still: the next `up` sets it up anew. */
  readonly wanted: boolean
}

export interface ForgetPlugsOptions {
  readonly lockTimeoutMs?: number
  /** Say what would be forgotten, and write nothing: {@link ForgottenPlug.keptAt} is empty then. */
  readonly dryRun?: boolean
}

/**
 * Forgets what is recorded of plugs, without running a hook: the way out where a teardown cannot succeed any more, as the tenant is gone for good or was
 * cleared by hand. The states, damaged ones too, are kept below `.meshroom/repair/`. Secrets that nothing else needs go, as after a teardown.
 *
 * @throws MeshroomError `RUN_LOCKED`, `INSTANCE_UNKNOWN`, `TOPIC_UNKNOWN`, `PLUG_UNKNOWN`, `STATE_NOT_WRITTEN`
 * @example
 * const forgotten = await forgetPlugs(mesh, { source: 'old-edr' })
 */
export async function forgetPlugs(
  mesh: Mesh,
  filter: PlanFilter,
  { lockTimeoutMs: timeoutMs = 0, dryRun = false }: ForgetPlugsOptions = {},
): Promise<readonly ForgottenPlug[]> {
  if (dryRun) return (await findRecorded(mesh, filter)).map((found) => sayForgotten(mesh, found, ''))
  const forget = async () => {
    const fresh = await openAnew(mesh)
    // A journal that was left would bring back what is forgotten here.
    await recoverStates(fresh)
    const forgotten: ForgottenPlug[] = []
    for (const found of await findRecorded(fresh, filter)) forgotten.push(await forgetOne(fresh, found))
    return forgotten
  }
  return mesh.lock.hold('state forget', forget, { timeoutMs })
}

interface Recorded {
  readonly plug: PlugRef
  /** Unset where it cannot be read. */
  readonly state?: PlugState
}

async function findRecorded(mesh: Mesh, filter: PlanFilter): Promise<readonly Recorded[]> {
  await checkFilter(mesh, filter)
  const { states, problems } = await mesh.states.readAll()
  const readable = states.filter(({ steps }) => steps.length > 0).map((state) => ({ plug: plugRef(state.plug), state }))
  return [...readable, ...problems.map(({ plug }) => ({ plug }))].filter(({ plug }) => matchesFilter(plug, filter))
}

async function forgetOne(mesh: Mesh, found: Recorded): Promise<ForgottenPlug> {
  const { plug, state } = found
  const keptAt = await keepAside(mesh.root, stateFile(mesh.environment, plug))
  if (state === undefined) await mesh.states.remove(plug)
  else await forgetState(mesh, state)
  return sayForgotten(mesh, found, keptAt)
}

/** A manifest that says `status: up` would have it adopted again: a state that says `down` speaks against it. */
async function forgetState(mesh: Mesh, state: PlugState): Promise<void> {
  const { version, plug } = state
  const down: PlugState = { version, plug, status: 'down', steps: [], outputs: {} }
  if (mesh.plugOf(plug)?.status === 'up') await mesh.states.write(down)
  else await mesh.states.remove(plug)
  await forgetSecrets(mesh, { before: state, after: down })
}

function sayForgotten(mesh: Mesh, { plug, state }: Recorded, keptAt: string): ForgottenPlug {
  const ends = new Map(state?.steps.map(({ product, instance }) => [instance, { product, instance }]))
  return { plug, keptAt, left: [...ends.values()], wanted: mesh.plugOf(plug) !== undefined }
}
