import { MeshroomError } from '@meshroom/model'
import { checkFilter } from '../mesh/check-filter.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { sidesInReverse } from '../plan/list-teardown.ts'
import type { PlugRef } from '../plan/plan.ts'
import { matchesFilter, type PlanFilter } from '../plan/plan-filter.ts'
import { canonicalJson } from '../state/canonical-json.ts'
import type { PlugState, RecordedStep } from '../state/plug-state.ts'
import { recordChecked } from '../state/record-step.ts'
import { type Checked, callChecks } from './call-checks.ts'
import { type Gates, openGates } from './open-gates.ts'
import { type Hosts, openHosts } from './open-hosts.ts'
import { recoverStates } from './recover-states.ts'
import { asEventError } from './run-step.ts'
import { waitFor } from './wait-for.ts'

/** What the `check` hooks of one side of a plug found on its tenant. */
export interface CheckedSide {
  readonly plug: PlugRef
  readonly side: 'source' | 'destination'
  readonly instance: string
  /** `unchecked`: the product has no `check` hook for it. `unknown`: the hook does not know, or failed. */
  readonly status: Checked['status'] | 'unchecked'
  readonly detail?: string
}

export interface CheckPlugsOptions {
  /** Sides asked at once. Default: 10. */
  readonly parallelism?: number
  /** Drains: sides that are being asked are heard, no other is asked. */
  readonly signal?: AbortSignal
  /** Stops at once: hooks in flight are cancelled too. */
  readonly stop?: AbortSignal
  readonly lockTimeoutMs?: number
}

/**
 * Asks the tenants, by the `check` hooks, whether what is recorded as set up is there. Drift is recorded, so that the next plan has a step
 * that mends it; so is that there is none any more. A hook that does not know, or fails, changes nothing.
 *
 * @returns every side of every plug that is up, by plug
 * @throws MeshroomError `CANCELLED` once `signal` or `stop` is aborted: what was found until then is recorded; `RUN_LOCKED`, `INSTANCE_UNKNOWN`, `TOPIC_UNKNOWN`, `PLUG_UNKNOWN`, `STATE_NOT_WRITTEN`; `TRUST_…` where code is not trusted
 */
export async function checkPlugs(
  mesh: Mesh,
  filter: PlanFilter = {},
  { parallelism = 10, signal, stop, lockTimeoutMs: timeoutMs = 0 }: CheckPlugsOptions = {},
): Promise<readonly CheckedSide[]> {
  await checkFilter(mesh, filter)
  const check = async () => {
    await recoverStates(mesh)
    const { states } = await mesh.states.readAll()
    const gates = openGates(mesh, Math.max(1, parallelism), (ms) => waitFor(ms, signal))
    const wanted = states.filter(({ plug, steps }) => matchesFilter(plug, filter) && steps.length > 0)
    const uses = wanted.flatMap(sidesToAsk).map(({ product }) => product)
    const hosts = openHosts(mesh, 'check', { parallelism, uses })
    try {
      const asked = await Promise.all(wanted.map((state) => checkPlug(mesh, state, { hosts, gates, signal, stop })))
      if (isOver({ signal, stop })) throw ended()
      return asked.flat()
    } finally {
      await hosts.close()
    }
  }
  return mesh.lock.hold('status --check', check, { timeoutMs })
}

interface Checking {
  readonly hosts: Hosts
  readonly gates: Gates
  readonly signal: AbortSignal | undefined
  readonly stop: AbortSignal | undefined
}

function isOver({ signal, stop }: Pick<Checking, 'signal' | 'stop'>): boolean {
  return signal?.aborted === true || stop?.aborted === true
}

function ended(): MeshroomError {
  return new MeshroomError('CANCELLED', 'ended while the tenants were asked', {
    hint: 'what was found until then is recorded; run it again to ask the others',
  })
}

function sidesToAsk(state: PlugState): readonly RecordedStep[] {
  return sidesInReverse(state).filter(({ hook }) => hook !== 'declarative')
}

async function checkPlug(mesh: Mesh, state: PlugState, checking: Checking): Promise<CheckedSide[]> {
  const found = await Promise.all(sidesToAsk(state).map((side) => checkSide(mesh, state, { ...checking, side })))
  const after = found.reduce((before, checked) => recordSide(before, checked), state)
  if (canonicalJson(after) !== canonicalJson(state)) await mesh.states.write(after)
  return found.toReversed()
}

async function checkSide(
  mesh: Mesh,
  { plug, outputs }: PlugState,
  { side, ...checking }: Checking & { readonly side: RecordedStep },
): Promise<CheckedSide> {
  const { hosts, gates, stop } = checking
  const about = { plug, side: side.side, instance: side.instance }
  if (!mesh.project.products.has(side.product))
    return { ...about, status: 'unchecked', detail: `products/${side.product} is gone` }
  try {
    const found = await gates.pass(side, async () =>
      isOver(checking) ? undefined : callChecks({ mesh, hosts }, { plug, side, outputs, signal: stop }),
    )
    if (found === undefined) return { ...about, status: 'unchecked', detail: `${side.product} has no check hook` }
    return { ...about, status: found.status, ...(found.detail !== undefined && { detail: found.detail }) }
  } catch (error) {
    const { code, message } = asEventError(error)
    // A person has to say yes first: that is no answer of a tenant.
    if (code.startsWith('TRUST_')) throw error
    return { ...about, status: 'unknown', detail: `${code}: ${message}` }
  } finally {
    hosts.used(side.product)
  }
}

function recordSide(state: PlugState, { side, status, detail }: CheckedSide): PlugState {
  if (status === 'present') return recordChecked(state, { side, drift: undefined })
  if (status === 'unknown' || status === 'unchecked') return state
  return recordChecked(state, { side, drift: detail === undefined ? status : `${status}, ${detail}` })
}
