import { type HookContext, HookError } from '@meshroom/hooks-sdk'
import { asList, asRecord, asText, type JsonRecord } from '../json/narrow.ts'
import { pause } from './pause.ts'
import type { SekoiaApi } from './sekoia-api.ts'

type TaskContext = Pick<HookContext, 'signal' | 'progress'>

/** How a task of the tenant ended, step by step. */
export interface ValidationStep {
  readonly name: string
  readonly status: string
  readonly error?: string
  readonly output?: string
}

/**
 * Polls a task until it has ended, and tells each validation step as it goes by.
 *
 * @throws HookError `SEKOIA_TASK_FAILED` naming the step that failed and its error
 */
export async function waitForTask(api: SekoiaApi, uuid: string, context: TaskContext): Promise<JsonRecord> {
  const told = new Set<string>()
  for (let wait = 100; ; wait = Math.min(wait * 1.5, 3000)) {
    const task = await api.get(`/v1/tasks/${uuid}`)
    const steps = stepsOf(task)
    for (const step of steps) tell(step, told, context)
    if (task.status === 'SUCCESS' || task.status === 'FINISHED') return task
    if (task.status === 'FAILED') throw taskFailure(steps)
    await pause(wait, context.signal)
  }
}

function stepsOf(task: JsonRecord): ValidationStep[] {
  return asList(asRecord(task.attributes).validation_steps).map((value) => {
    const step = asRecord(value)
    const error = asText(step.error)
    const output = asText(step.output)
    return {
      name: asText(step.name) ?? 'step',
      status: asText(step.status) ?? 'unknown',
      ...(error && { error }),
      ...(output && { output }),
    }
  })
}

function tell(step: ValidationStep, told: Set<string>, context: TaskContext): void {
  const line = `${step.name}: ${step.status}`
  if (!told.has(line)) context.progress(line)
  told.add(line)
}

function taskFailure(steps: readonly ValidationStep[]): HookError {
  const failed = steps.find((step) => step.error) ?? steps.find((step) => /fail|error/i.test(step.status))
  const what = failed
    ? `"${failed.name}" failed: ${failed.error ?? failed.output ?? failed.status}`
    : 'it gave no reason'
  return new HookError('SEKOIA_TASK_FAILED', `a task of Sekoia.io failed; ${what}`)
}
