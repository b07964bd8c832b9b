import { spawnSync } from 'node:child_process'
import { closeSync, openSync, statSync } from 'node:fs'
import { devNull } from 'node:os'

/** One way of starting a program. */
export interface Case {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** The file that takes what it prints, which must be something; unset where it prints nothing. */
  readonly prints?: string
  /** Done before each run, and not timed. */
  readonly prepare?: () => void
}

export interface Timing {
  readonly name: string
  /** Of all runs, sorted, in milliseconds. */
  readonly times: readonly number[]
  /** Why it is not timed: a command that does not work is not fast. */
  readonly failed?: string
}

/**
 * Times each case so many times, one of each in turn, so that whatever slows the machine down for a while slows all of them. The first
 * turn warms up and is not counted; what fails in it is left out of the others.
 */
export function measure(cases: readonly Case[], runs: number): Timing[] {
  const entries = cases.map((one) => ({ one, ...timeOf(one), times: [] as number[] }))
  for (let turn = 0; turn < runs; turn++)
    for (const { one, failed, times } of entries) if (failed === undefined) times.push(timeOf(one).time)
  return entries.map(({ one, times, failed }) => ({
    name: one.name,
    times: times.sort((a, b) => a - b),
    ...(failed !== undefined && { failed }),
  }))
}

function timeOf({ command, args, cwd, env, prints, prepare }: Case): {
  readonly time: number
  readonly failed?: string
} {
  prepare?.()
  const output = openSync(prints ?? devNull, 'w')
  const start = performance.now()
  const { status, stderr } = spawnSync(command, args, { cwd, env, stdio: ['ignore', output, 'pipe'], encoding: 'utf8' })
  const time = performance.now() - start
  closeSync(output)
  if (status !== 0) return { time, failed: `exit code ${status}: ${stderr.trim().split('\n')[0]}` }
  return prints !== undefined && statSync(prints).size === 0 ? { time, failed: 'prints nothing' } : { time }
}

/** The value that as many are below as above. */
export function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
