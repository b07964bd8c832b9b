import { randomUUID } from 'node:crypto'
import type { EventError } from '../events.ts'
import { sayRun } from '../mesh/find-run.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { sayPerson } from '../mesh/read-git-identity.ts'
import { refreshPlan } from '../mesh/refresh-plan.ts'
import type { Plan, PlanStep, PlugRef } from '../plan/plan.ts'
import { plugKey } from '../state/plug-state.ts'
import { adoptUnchanged } from './adopt-unchanged.ts'
import { countDown } from './count-down.ts'
import { limitConcurrency } from './limit-concurrency.ts'
import { markLeavers } from './mark-leavers.ts'
import { openGates } from './open-gates.ts'
import { openHosts } from './open-hosts.ts'
import { openSecrets } from './open-secrets.ts'
import { recoverStates } from './recover-states.ts'
import { isTornDown, runPlug } from './run-plug.ts'
import { runsHook } from './run-step.ts'
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
  /** Who runs it, as it is recorded; the identity that git has where unset. */
  readonly by?: string
  /** How long another run's lock is waited for, in milliseconds. Default: 0. */
  readonly lockTimeoutMs?: number
}

/** What came of a run. Causes only: a step that was not started because of another is `skipped`. */
export interface RunReport {
  /** Ids of steps. */
  readonly succeeded: readonly string[]
  readonly failed: readonly { readonly step: string; readonly plug: PlugRef; readonly error: EventError }[]
  readonly skipped: readonly { readonly step: string; readonly reason: string }[]
}

/**
 * Obeys a plan, while holding the project's lock. Plugs run in parallel, the steps of one plug in order; nothing is set up before all that goes is
 * torn down. A failed step stops its plug, not the others. That a step begins is on disk before its hook is called, and what came of it
 * before the next; after a kill, the next plan goes on from there. Hooks that say so are tried again. Everything that happens is told
 * through `ports.emit`.
 *
 * @throws MeshroomError `RUN_LOCKED` naming the holder; `PLAN_STALE` when the lock was not held since the plan was made, and project or state
 * have changed; what the vault says where a step may need a secret and it cannot be opened: nothing is begun then
 * @example
 * const report = await mesh.lock.hold('up', async () => runPlan(mesh, await planUp(mesh), { parallelism: 4, signal }))
 * process.exitCode = report.failed.length > 0 ? 1 : 0
 */
export async function runPlan(mesh: Mesh, plan: Plan, options: RunOptions = {}): Promise<RunReport> {
  const planned = mesh.lock.isHeld
  const { lockTimeoutMs: timeoutMs = 0 } = options
  return mesh.lock.hold(
    sayRun(plan.action, mesh.environment),
    async () => {
      if (!planned) await refreshPlan(mesh, plan)
      return obey(mesh, plan, options)
    },
    { timeoutMs },
  )
}

/** Node has four threads for the disk by default. */
const MOST_STATES_WRITTEN = 2

async function obey(mesh: Mesh, plan: Plan, options: RunOptions): Promise<RunReport> {
  const { parallelism = 10, signal, stop, wait = waitFor, now = () => new Date().toISOString() } = options
  const { emit } = mesh.ports
  const report = { succeeded: [], failed: [], skipped: [] }
  const hosts = openHosts(mesh, plan.action, { parallelism, uses: plan.steps.map(({ product }) => product) })
  const plugs = groupByPlug(plan.steps)
  const drain = anyOf(signal, stop)
  const gates = openGates(mesh, Math.max(1, parallelism), (ms) => wait(ms, drain))
  try {
    // They start meanwhile, and run no code of their product before their first call.
    for (const product of firstProducts(plugs, parallelism)) hosts.warm(product)
    const [by] = await Promise.all([options.by ?? sayPerson(), openSecrets(mesh, plan)])
    const runner = { mesh, hosts, retry: { wait, signal: drain }, stop, now, by }
    emit({ type: 'run-started', action: plan.action, steps: plan.steps.length })
    await settlePlan(mesh, plan)
    if (plan.action === 'up') await markLeavers(mesh, plan, now())
    const record = mesh.states.openRun({ run: randomUUID(), now })
    const teardowns = countDown(plugs.filter(isTornDown).length)
    const run = { report, gates, drain, record, teardowns, leaving: limitConcurrency(MOST_STATES_WRITTEN) }
    await Promise.all(plugs.map((steps) => runPlug(runner, steps, run)))
    await record.close()
  } finally {
    await hosts.close()
  }
  const { succeeded, failed, skipped } = countsOf(report)
  emit({ type: 'run-finished', succeeded, failed, skipped })
  return report
}

/** Does what a plan needs done even where it has no step: settles what a run that was cut off has left, and writes down what is adopted. */
export async function settlePlan(mesh: Mesh, plan: Plan): Promise<void> {
  await mesh.lock.hold(sayRun(plan.action, mesh.environment), async () => {
    await recoverStates(mesh)
    await adoptUnchanged(mesh, plan)
  })
}

/** The products whose hooks are called first: their hosts start while the run does. */
function firstProducts(plugs: readonly PlanStep[][], parallelism: number): Set<string> {
  const steps = plugs.slice(0, parallelism).flat().filter(runsHook)
  return new Set(steps.map(({ product }) => product))
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
