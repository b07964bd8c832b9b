import { performance } from 'node:perf_hooks'
import type { EventError } from '../events.ts'
import { describePlug } from '../mesh/describe-plug.ts'
import type { Mesh } from '../mesh/mesh.ts'
import type { PlanStep, PlugRef } from '../plan/plan.ts'
import { adoptPlug } from '../state/adopt-plug.ts'
import type { PlugState } from '../state/plug-state.ts'
import { forgetSecrets } from './forget-secrets.ts'
import type { Gates } from './open-gates.ts'
import type { RunReport } from './run-plan.ts'
import { asEventError, runStep, type StepRunner } from './run-step.ts'

/** A report while it is written. */
export type OpenReport = { readonly [K in keyof RunReport]: RunReport[K][number][] }

interface PlugRun {
  readonly report: OpenReport
  readonly gates: Gates
  readonly drain: AbortSignal | undefined
}

/** Runs the steps of one plug in order, and skips what is left after a failure or once the run drains. Never throws. */
export async function runPlug(runner: StepRunner, steps: readonly PlanStep[], run: PlugRun): Promise<void> {
  let stopped: string | undefined
  for (const [index, step] of steps.entries()) {
    if (stopped === undefined) {
      const lastOfSide = steps[index + 1]?.side !== step.side || steps[index + 1]?.action !== step.action
      stopped = await run.gates.pass(step, () => runOne(runner, step, { ...run, lastOfSide }))
    } else skip(runner.mesh, step, { reason: stopped, report: run.report })
  }
}

/** @returns why the plug's other steps must not run, if so */
async function runOne(
  runner: StepRunner,
  step: PlanStep,
  run: PlugRun & { readonly lastOfSide: boolean },
): Promise<string | undefined> {
  if (run.drain?.aborted) {
    skip(runner.mesh, step, { reason: 'interrupted', report: run.report })
    return 'interrupted'
  }
  const started = performance.now()
  tell(runner.mesh, 'step-started', step)
  const error = await attempt(runner, step, run.lastOfSide)
  if (error === undefined) {
    run.report.succeeded.push(step.id)
    tell(runner.mesh, 'step-succeeded', step, performance.now() - started)
    return undefined
  }
  run.report.failed.push({ step: step.id, plug: step.plug, error })
  runner.mesh.ports.emit({ type: 'step-failed', step: step.id, plug: step.plug, title: step.title, error })
  return `${step.id} failed`
}

async function attempt(runner: StepRunner, step: PlanStep, lastOfSide: boolean): Promise<EventError | undefined> {
  const { mesh } = runner
  const onRetry = (retry: { attempt: number; waitMs: number; reason: string }) =>
    mesh.ports.emit({ type: 'step-retried', step: step.id, plug: step.plug, title: step.title, ...retry })
  try {
    const before = await stateBefore(mesh, step.plug)
    const outcome = await runStep({ ...runner, retry: { ...runner.retry, onRetry } }, step, {
      state: before,
      lastOfSide,
    })
    await keep(mesh, { before, after: outcome.state })
    return outcome.error
  } catch (error) {
    return asEventError(error)
  }
}

async function stateBefore(mesh: Mesh, ref: PlugRef): Promise<PlugState | undefined> {
  const state = await mesh.states.read(ref)
  const plug = mesh.plugOf(ref)
  return state === undefined && plug?.status === 'up' ? adoptPlug(await describePlug(mesh, plug)) : state
}

/**
 * Writes the state, or forgets a plug of which nothing is left. A plug whose manifest still says `status: up` keeps a state that says
 * `down`: it would be adopted again otherwise.
 */
async function keep(mesh: Mesh, { before, after }: { before: PlugState | undefined; after: PlugState }): Promise<void> {
  if (after.status !== 'down' || mesh.plugOf(after.plug)?.status === 'up') await mesh.states.write(after)
  else await mesh.states.remove(after.plug)
  if (before !== undefined && after.steps.length < before.steps.length) await forgetSecrets(mesh, { before, after })
}

function skip(mesh: Mesh, step: PlanStep, { reason, report }: { reason: string; report: OpenReport }): void {
  report.skipped.push({ step: step.id, reason })
  mesh.ports.emit({ type: 'step-skipped', step: step.id, plug: step.plug, title: step.title, reason })
}

function tell(mesh: Mesh, type: 'step-started' | 'step-succeeded', step: PlanStep, durationMs?: number): void {
  const { id, plug, title } = step
  mesh.ports.emit({
    type,
    step: id,
    plug,
    title,
    ...(durationMs !== undefined && { durationMs: Math.round(durationMs) }),
  })
}
