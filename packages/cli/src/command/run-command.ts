import {
  type EngineEvent,
  ensurePlanTrusted,
  findNewerState,
  type Plan,
  projectLock,
  runPlan,
  sayRun,
  settlePlan,
  type UpstreamLook,
} from '@meshroom/engine'
import * as Flags from '@oclif/core/flags'
import { drawCutOff } from '../draw/draw-cut-off.ts'
import { drawPlan } from '../draw/draw-plan.ts'
import { drawReport, type EndedRun, leftBehind } from '../draw/draw-report.ts'
import type { EventDrawer } from '../draw/event-drawer.ts'
import type { Equipment } from './equip.ts'
import { exitCodes } from './exit-codes.ts'
import { findOutstanding } from './find-outstanding.ts'
import { lockTimeoutFlag, parallelismFlag } from './flags.ts'
import type { GlobalFlags } from './global-flags.ts'
import { type InterruptionNotes, interruption } from './interruption.ts'
import { MeshroomCommand, type Workplace } from './meshroom-command.ts'
import { writeResult } from './output.ts'
import { excludeFlag } from './plan-arguments.ts'
import { isWhole, planJson } from './plan-json.ts'

/** Flags of `up` and `down`. */
export const runFlags = {
  'dry-run': Flags.boolean({ description: 'Show the plan and stop.' }),
  parallelism: parallelismFlag,
  'lock-timeout': lockTimeoutFlag,
  exclude: excludeFlag,
  fetch: Flags.boolean({
    description: "Look whether the branch's remote holds newer state than this clone.",
    default: true,
    allowNo: true,
  }),
}

export interface RunFlags extends GlobalFlags {
  readonly 'dry-run': boolean
  readonly parallelism: number
  readonly 'lock-timeout': number
  readonly fetch: boolean
}

/** What `up` and `down` are, besides what they share. */
export interface RunJob {
  readonly action: Plan['action']
  readonly flags: RunFlags
  plan(workplace: Workplace): Promise<Plan>
}

/** What `up` and `down` share: show the plan, ask where there is somebody to ask, obey it, report. */
export abstract class RunCommand extends MeshroomCommand {
  /** The lock is held from before the project is read to after the report: what is obeyed is what was planned. */
  protected async obey({ action, flags, plan }: RunJob): Promise<void> {
    const equipment = await this.equip(flags, { stream: true })
    const lock = projectLock({ root: equipment.root, emit: equipment.ports.emit })
    const work = async () => {
      const workplace = await this.openLoudly(equipment, flags, lock)
      const planned = await plan(workplace)
      this.#showPlan(planned, flags)
      if (!isWhole(planned)) process.exitCode = exitCodes.invalid
      if (!flags['dry-run']) await this.#run(planned, workplace, flags)
    }
    if (flags['dry-run']) return work()
    if (flags.fetch && !(await this.#isNewest(equipment, flags))) return this.note('Nothing was done.')
    return lock.hold(sayRun(action, flags.environment), work, { timeoutMs: flags['lock-timeout'] * 1000 })
  }

  /** State is shared through git: what others have pushed is known before tenants are touched. False where a person says so. */
  async #isNewest({ root, ports, prompter, interactive }: Equipment, flags: RunFlags): Promise<boolean> {
    const { newer, unasked } = await findNewerState({ root, environment: flags.environment })
    if (unasked !== undefined) ports.emit(notCompared(unasked))
    if (newer === undefined) return true
    ports.emit({
      type: 'warning',
      code: 'STATE_BEHIND',
      message: `${newer.upstream} has newer state than this clone: ${newer.files.join(', ')}`,
      hint: 'git pull, then run this again; --no-fetch skips the look',
    })
    if (flags.yes || !interactive) return true
    const message = 'Go on with the state of this clone?'
    return (await prompter.ask({ kind: 'confirm', message, default: false, flag: '--yes' })) === true
  }

  async #run(plan: Plan, workplace: Workplace, flags: RunFlags): Promise<void> {
    if (plan.steps.length === 0) return this.#settle(plan, workplace, flags)
    if (!(await this.#confirmed(plan, workplace, flags))) return this.note('Nothing was done.')
    await ensurePlanTrusted(workplace.mesh, plan)
    const { drain, stop } = interruption(runNotes(workplace.drawer))
    const report = await runPlan(workplace.mesh, plan, { parallelism: flags.parallelism, signal: drain, stop })
    workplace.drawer.close()
    const outstanding = await findOutstanding(workplace.mesh, plan, report)
    this.#showReport({ report, plan, outstanding }, flags)
    if (report.failed.length > 0) process.exitCode = exitCodes.failed
    if (drain.aborted) process.exitCode = exitCodes.interrupted
  }

  /** People have read in the plan that there is nothing to do; programs wait for a report. */
  async #settle(plan: Plan, { mesh }: Workplace, flags: RunFlags): Promise<void> {
    await settlePlan(mesh, plan)
    if (!flags.json) return
    const report = { succeeded: [], failed: [], skipped: [] }
    this.#showReport({ report, plan, outstanding: await findOutstanding(mesh, plan, report) }, flags)
  }

  #showPlan(plan: Plan, flags: RunFlags): void {
    if (flags.json) writeResult(JSON.stringify({ type: 'plan', ...planJson(plan) }))
    else drawPlan(plan, this.paint).forEach(writeResult)
  }

  /** Without a terminal the plan is obeyed as it is: nothing can be asked there, and whoever wants to look first has `plan`. */
  async #confirmed(plan: Plan, { prompter, interactive }: Workplace, flags: RunFlags): Promise<boolean> {
    if (flags.yes || !interactive) return true
    const where = plan.environment === 'default' ? '' : ` in ${plan.environment}`
    const message = plan.action === 'up' ? `Set the mesh up like this${where}?` : `Take this down${where}?`
    return (await prompter.ask({ kind: 'confirm', message, default: plan.action === 'up', flag: '--yes' })) === true
  }

  #showReport(run: EndedRun, flags: RunFlags): void {
    const { report, outstanding, plan } = run
    const left = leftBehind(plan, report).map(({ id, plug, product, instance }) => ({
      step: id,
      plug,
      product,
      instance,
    }))
    if (flags.json) writeResult(JSON.stringify({ type: 'report', ...report, outstanding, left }))
    else drawReport(run, this.paint).forEach(writeResult)
  }
}

function notCompared({ reason, hint }: NonNullable<UpstreamLook['unasked']>): EngineEvent {
  const goOn = '--no-fetch goes by what this clone has'
  return {
    type: 'warning',
    code: 'STATE_NOT_COMPARED',
    message: `whether the remote has newer state than this clone is not known: ${reason}`,
    hint: hint === undefined ? goOn : `${hint}; ${goOn}`,
  }
}

/** The drawer says them: its next frame would wipe out what others write. */
function runNotes({ say, inFlight }: EventDrawer): InterruptionNotes {
  return {
    drain: 'Stopping after the steps in flight; Ctrl-C again stops at once.',
    stop: () => drawCutOff(inFlight()),
    say,
  }
}
