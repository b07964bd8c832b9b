import { sayDamage } from '../journal/say-damage.ts'
import { type PlugState, plugKey, plugRef, type RecordedStep } from '../state/plug-state.ts'
import { findRun } from './find-run.ts'
import { listPlugs, type PlugRow } from './list-plugs.ts'
import type { Mesh } from './mesh.ts'

/** What is known of one step of a plug. */
export interface StatusStep extends Pick<RecordedStep, 'side' | 'instance' | 'hook' | 'detail' | 'at' | 'by'> {
  /** `running`: another process is at it right now. */
  readonly outcome: RecordedStep['outcome'] | 'running'
}

export interface StatusRow extends PlugRow {
  /** No manifest wants it any more; the next `up` tears it down. */
  readonly abandoned: boolean
  /** In the order of setting up. */
  readonly steps: readonly StatusStep[]
  readonly failure?: NonNullable<PlugState['failure']>
}

/**
 * Says of every plug what has been done, when and by whom, as it is recorded in this environment; by source, destination, topic and mode. A
 * journal of which not every word can be read is told as a warning `JOURNAL_DAMAGED`.
 */
export async function listStatus(mesh: Mesh): Promise<readonly StatusRow[]> {
  const rows = await listPlugs(mesh)
  const { states, problems, damaged } = await mesh.states.readAll()
  const isRunning = (await findRun(mesh)) !== undefined
  if (damaged > 0 && !isRunning) mesh.ports.emit(sayDamage(damaged, mesh.environment))
  const historyOf = (state: PlugState | undefined) => tellHistory(state, isRunning)
  const recorded = new Map(states.map((state) => [plugKey(state.plug), state]))
  const wanted = new Set(rows.map(plugKey))
  const abandoned = states.filter((state) => state.steps.length > 0 && !wanted.has(plugKey(state.plug)))
  return [
    ...rows.map((row) => ({ ...row, abandoned: false, ...historyOf(recorded.get(plugKey(row))) })),
    ...abandoned.map((state) => ({
      ...plugRef(state.plug),
      ...(state.format !== undefined && { format: state.format }),
      status: state.status,
      abandoned: true,
      ...historyOf(state),
    })),
    ...problems
      .filter(({ plug }) => !wanted.has(plugKey(plug)))
      .map(({ plug }) => ({ ...plugRef(plug), status: 'unknown' as const, abandoned: true, ...historyOf(undefined) })),
  ].sort((a, b) => (plugKey(a) < plugKey(b) ? -1 : 1))
}

function tellHistory(state: PlugState | undefined, isRunning: boolean): Pick<StatusRow, 'steps' | 'failure'> {
  const steps = (state?.steps ?? []).map(({ side, instance, hook, outcome, detail, at, by }) => ({
    side,
    instance,
    hook,
    outcome: isRunning && outcome === 'interrupted' ? ('running' as const) : outcome,
    ...(detail !== undefined && { detail }),
    at,
    ...(by !== undefined && { by }),
  }))
  return { steps, ...(state?.failure !== undefined && { failure: state.failure }) }
}
