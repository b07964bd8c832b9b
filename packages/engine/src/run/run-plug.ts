import { performance } from 'node:perf_hooks'
import type { EventError } from '../events.ts'
import { describePlug } from '../mesh/describe-plug.ts'
import { openSecretDigests } from '../mesh/digest-secrets.ts'
import { findPlug } from '../mesh/find-by-name.ts'
import type { Mesh } from '../mesh/mesh.ts'
import type { PlanStep, PlugRef } from '../plan/plan.ts'
import type { DesiredPlug } from '../plan/plug-facts.ts'
import { adoptPlug } from '../state/adopt-plug.ts'
import type { PlugState } from '../state/plug-state.ts'
import type { RunRecord } from '../state/state-store.ts'
import type { CountDown } from './count-down.ts'
import { forgetSecrets } from './forget-secrets.ts'
import type { Gate } from './limit-concurrency.ts'
import type { Gates } from './open-gates.ts'
import type { Retry, RetryOptions } from './retry-call.ts'
import type { RunReport } from './run-plan.ts'
import { asEventError, cutOff, runStep, type StepOutcome, type StepRunner } from './run-step.ts'

/** A report while it is written. */
export type OpenReport = { readonly [K in keyof RunReport]: RunReport[K][number][] }

interface PlugRun {
  readonly report: OpenReport
  readonly gates: Gates
  readonly record: RunRecord
  /** Of all plugs that are torn down, in part or whole. */
  readonly teardowns: CountDown
  /** Of states that are written: the journal of the steps that go on must not wait for them all. */
  readonly leaving: Gate
  readonly drain: AbortSignal | undefined
}

/** A plug while its steps run: what is true of it now, and before. */
interface OpenPlug {
  readonly before: PlugState | undefined
  state: PlugState | undefined
  /** Asked once: manifests do not change under a run. */
  desired(): Promise<DesiredPlug>
}

/** Whether something of a plug is torn down. */
export function isTornDown(steps: readonly PlanStep[]): boolean {
  return steps.some(({ action }) => action === 'teardown')
}

/**
 * Runs the steps of one plug in order, and skips what is left after a failure or once the run drains. Never throws.
 *
 * What is torn down may bear the name of what takes its place on the tenant, as where an instance was renamed, and would take it away: its setup waits
 * for the teardowns of all plugs.
 */
export async function runPlug(runner: StepRunner, steps: readonly PlanStep[], run: PlugRun): Promise<void> {
  let stopped: string | undefined
  let open: OpenPlug | undefined
  const lastTeardown = steps.findLastIndex(({ action }) => action === 'teardown')
  for (const [index, step] of steps.entries()) {
    if (step.action === 'setup') await run.teardowns.over
    if (stopped === undefined) {
      const lastOfSide = steps[index + 1]?.side !== step.side || steps[index + 1]?.action !== step.action
      const enter = async () => {
        open ??= await enterPlug(runner.mesh, step.plug, run.record)
        return open
      }
      const called = await run.gates.pass(step, () => callOne(runner, step, { ...run, lastOfSide, enter }), {
        goesOn: open !== undefined,
      })
      // Another step may take the place while what came of this one goes to the disk.
      stopped = called === undefined ? 'interrupted' : await settleOne(runner, step, { ...run, called })
    } else skip(runner.mesh, step, { reason: stopped, report: run.report })
    runner.hosts.used(step.product)
    if (index === lastTeardown) run.teardowns.finish()
  }
  if (open !== undefined) await leavePlug(runner.mesh, open, { ...run, last: steps.at(-1) })
}

interface StepRun extends PlugRun {
  readonly lastOfSide: boolean
  enter(): Promise<OpenPlug>
}

/** What a step came to, before it is taken down. */
interface CalledStep {
  readonly started: number
  readonly open?: OpenPlug
  readonly outcome: Pick<StepOutcome, 'error' | 'settled'> & { readonly state?: PlugState }
}

/** @returns undefined where the run drains */
async function callOne(runner: StepRunner, step: PlanStep, run: StepRun): Promise<CalledStep | undefined> {
  if (run.drain?.aborted) {
    skip(runner.mesh, step, { reason: 'interrupted', report: run.report })
    return undefined
  }
  const started = performance.now()
  tell(runner.mesh, 'step-started', step)
  try {
    const open = await run.enter()
    return { started, open, outcome: await callStep(runner, step, { ...run, open }) }
  } catch (error) {
    return { started, outcome: { error: asEventError(error) } }
  }
}

function callStep(
  runner: StepRunner,
  step: PlanStep,
  { open, record, gates, lastOfSide }: StepRun & { readonly open: OpenPlug },
): Promise<StepOutcome> {
  const { mesh } = runner
  const onRetry = (retry: Retry) =>
    mesh.ports.emit({ type: 'step-retried', step: step.id, plug: step.plug, title: step.title, ...retry })
  const wait: RetryOptions['wait'] = (ms, signal) => gates.aside(() => runner.retry.wait(ms, signal))
  return runStep({ ...runner, retry: { ...runner.retry, onRetry, wait } }, step, {
    state: open.state,
    lastOfSide,
    desired: open.desired,
    note: (kind, state) => record.add({ kind, step: step.id, plug: step.plug, state }),
  })
}

/** Takes down what came of a step, and only then tells it. @returns why the plug's other steps must not run, if so */
async function settleOne(
  { mesh }: StepRunner,
  step: PlanStep,
  run: PlugRun & { readonly called: CalledStep },
): Promise<string | undefined> {
  const { started, outcome } = run.called
  const error = await takeDown(step, run)
  if (error === undefined) {
    run.report.succeeded.push(step.id)
    tell(mesh, outcome.settled ? 'step-settled' : 'step-succeeded', step, performance.now() - started)
    return undefined
  }
  run.report.failed.push({ step: step.id, plug: step.plug, error })
  mesh.ports.emit({ type: 'step-failed', step: step.id, plug: step.plug, title: step.title, error })
  return error === cutOff ? 'interrupted' : `${step.id} failed`
}

async function takeDown(
  step: PlanStep,
  { record, called: { open, outcome } }: PlugRun & { readonly called: CalledStep },
): Promise<EventError | undefined> {
  const { state, error } = outcome
  if (open === undefined || state === undefined) return error
  open.state = state
  try {
    await record.add({ kind: error === undefined ? 'success' : 'failure', step: step.id, plug: step.plug, state })
    return error
  } catch (cause) {
    return asEventError(cause)
  }
}

async function enterPlug(mesh: Mesh, ref: PlugRef, record: RunRecord): Promise<OpenPlug> {
  const recorded = await record.enter(ref)
  const plug = mesh.plugOf(ref)
  let described: Promise<DesiredPlug> | undefined
  const desired = () => {
    described ??= (async () => describePlug(mesh, findPlug(mesh, ref)))()
    return described
  }
  const before = recorded === undefined && plug?.status === 'up' ? adoptPlug(await desired()) : recorded
  return { before, state: before, desired }
}

/**
 * Writes the state, or forgets a plug of which nothing is left. A plug whose manifest still says `status: up` keeps a state that says
 * `down`: it would be adopted again otherwise.
 */
async function leavePlug(
  mesh: Mesh,
  { before, state }: OpenPlug,
  { record, report, last, leaving }: PlugRun & { readonly last: PlanStep | undefined },
): Promise<void> {
  if (state === undefined || state === before || last === undefined) return
  try {
    const known = await knowSecrets(mesh, state)
    // The journal must have said what the state file says.
    if (known !== state) await record.add({ kind: 'success', step: last.id, plug: last.plug, state: known })
    const keepDown = mesh.plugOf(state.plug)?.status === 'up'
    await leaving.run(() => record.leave(known, { keepDown }))
    if (before !== undefined && state.steps.length < before.steps.length)
      await forgetSecrets(mesh, { before, after: state })
  } catch (cause) {
    const error = asEventError(cause)
    report.failed.push({ step: last.id, plug: last.plug, error })
    const { code, message, hint } = error
    mesh.ports.emit({ type: 'warning', code, message, ...(hint !== undefined && { hint }) })
  }
}

/** With digests of the secrets that a plug is up with, as they are when its steps are over: hooks may have written some. */
async function knowSecrets(mesh: Mesh, state: PlugState): Promise<PlugState> {
  if (state.status !== 'up') return state
  const digest = openSecretDigests(mesh)
  const steps = await Promise.all(
    state.steps.map(async (step) => {
      const inputs = await digest(state.plug, step)
      return inputs === step.inputs ? step : { ...step, inputs }
    }),
  )
  return steps.every((step, index) => step === state.steps[index]) ? state : { ...state, steps }
}

function skip(mesh: Mesh, step: PlanStep, { reason, report }: { reason: string; report: OpenReport }): void {
  report.skipped.push({ step: step.id, reason })
  mesh.ports.emit({ type: 'step-skipped', step: step.id, plug: step.plug, title: step.title, reason })
}

function tell(
  mesh: Mesh,
  type: 'step-started' | 'step-succeeded' | 'step-settled',
  step: PlanStep,
  durationMs?: number,
): void {
  const { id, plug, title } = step
  mesh.ports.emit({
    type,
    step: id,
    plug,
    title,
    ...(durationMs !== undefined && { durationMs: Math.round(durationMs) }),
  })
}
