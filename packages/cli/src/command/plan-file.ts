import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Plan } from '@meshroom/engine'
import { MeshroomError } from '@meshroom/model'
import { quoteWord } from '../draw/next-command.ts'
import { writeOutputFile } from './write-output-file.ts'

/** Version of the files that `plan --out` writes. */
const planFileVersion = 1

/**
 * Writes a plan to be obeyed later by `up --plan`. It holds names and causes, neither settings nor secrets.
 *
 * @returns whether it can be read again from there
 */
export function writePlanFile(file: string, plan: Plan): Promise<boolean> {
  return writeOutputFile(file, `${JSON.stringify({ meshroomPlan: planFileVersion, ...plan }, null, 2)}\n`)
}

/**
 * Reads what `plan --out` has written. Whether it may be obeyed still is the engine's to say.
 *
 * @throws MeshroomError `PLAN_NOT_FOUND`, `PLAN_UNREADABLE`
 */
export async function readPlanFile(file: string): Promise<Plan> {
  const text = await readFile(resolve(file), 'utf8').catch((cause: unknown) => {
    throw new MeshroomError('PLAN_NOT_FOUND', `there is no plan ${file}`, {
      hint: `meshroom plan --out ${quoteWord(file)}`,
      cause,
    })
  })
  const value = parse(text)
  if (isPlan(value)) return value
  throw new MeshroomError('PLAN_UNREADABLE', `${file} is no plan of this version of Meshroom`, {
    hint: `meshroom plan --out ${quoteWord(file)}`,
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isPlan(value: unknown): value is Plan {
  if (typeof value !== 'object' || value === null) return false
  const { meshroomPlan, action, environment, filter, basis, steps } = value as Readonly<Record<string, unknown>>
  return (
    meshroomPlan === planFileVersion &&
    (action === 'up' || action === 'down') &&
    typeof environment === 'string' &&
    typeof basis === 'string' &&
    typeof filter === 'object' &&
    filter !== null &&
    Array.isArray(steps) &&
    steps.every((step: unknown) => typeof step === 'object' && step !== null && 'id' in step)
  )
}
