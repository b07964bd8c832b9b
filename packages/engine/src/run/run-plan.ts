import type { EventError } from '../events.ts'
import type { Mesh } from '../mesh/mesh.ts'
import type { Plan, PlanStep, PlugRef } from '../plan/plan.ts'
import { plugKey } from '../state/plug-state.ts'
import { adoptUnchanged } from './adopt-unchanged.ts'
import { limitConcurrency } from './limit-concurrency.ts'
import { openGates } from './open-gates.ts'
import { openHosts } from './open-hosts.ts'
import { runPlug } from './run-plug.ts'
import { waitFor } from './wait-for.ts'

export interface RunOptions {
  /** Most steps that run at once, whatever their products allow. Default: 10. */
  readonly parallelism?: number
  /** Drains: steps in flight finish, no other starts. */
  readonly signal?: AbortSignal
  /** Stops at once: hooks in flight are cancelled too. */
  readonly stop?: AbortSignal
  /** Waits between tries of a hook; a test need not. */
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<void>
  /** ISO 8601; the clock where unset. */
  readonly now?: () => string
}

/** What came of a run. Causes only: a step that was not started because of another is `skipped`. */
export interface RunReport {
  /** Ids of steps. */
  readonly succeeded: readonly string[]
  readonly failed: readonly { readonly step: string; readonly plug: PlugRef; readonly error: EventError }[]
  readonly skipped: readonly { readonly step: string; readonly reason: string }[]
}

/**
 * Obeys a plan. Plugs run in parallel, the steps of one plug in order; a failed step stops its plug, not the others. The state of a plug is on
 * disk after each of its steps. Hooks that say so are tried again. Everything that happens is told through `ports.emit`.
 *
 * @example
 * const report = await runPlan(mesh, await planUp(mesh), { parallelism: 4, signal })
 * process.exitCode = report.failed.length > 0 ? 1 : 0
 */
export async function runPlan(mesh: Mesh, plan: Plan, options: RunOptions = {}): Promise<RunReport> {
  const { parallelism = 10, signal, stop, wait = waitFor, now = () => new Date().toISOString() } = options
  const { emit } = mesh.ports
  const report = { succeeded: [], failed: [], skipped: [] }
  emit({ type: 'run-started', action: plan.action, steps: plan.steps.length })
  const hosts = openHosts(mesh, plan.action)
  const drain = anyOf(signal, stop)
  const runner = { mesh, hosts, retry: { wait, signal: drain }, stop, now }
  const gates = openGates(mesh, limitConcurrency(Math.max(1, parallelism)))
  try {
    await adoptUnchanged(mesh, plan)
    await Promise.all(groupByPlug(plan.steps).map((steps) => runPlug(runner, steps, { report, gates, drain })))
  } finally {
    await hosts.close()
  }
  const { succeeded, failed, skipped } = countsOf(report)
  emit({ type: 'run-finished', succeeded, failed, skipped })
  return report
}

function groupByPlug(steps: readonly PlanStep[]): PlanStep[][] {
  return [...Map.groupBy(steps, ({ plug }) => plugKey(plug)).values()]
}

function countsOf({ succeeded, failed, skipped }: RunReport) {
  return { succeeded: succeeded.length, failed: failed.length, skipped: skipped.length }
}

function anyOf(...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined)
  return given.length === 0 ? undefined : AbortSignal.any(given)
}
