import { spawnSync } from 'node:child_process'

/** One way of starting a program. */
export interface Case {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** Done before each run, and not timed. */
  readonly prepare?: () => void
}

export interface Timing {
  readonly name: string
  /** Of all runs, sorted, in milliseconds. */
  readonly times: readonly number[]
}

/**
 * Times each case so many times, one of each in turn, so that whatever slows the machine down for a while slows all of them. The first
 * turn warms up and is not counted.
 *
 * @throws Error when a run fails: a command that does not work is not fast
 */
export function measure(cases: readonly Case[], runs: number): Timing[] {
  const times = new Map<string, number[]>(cases.map(({ name }) => [name, []]))
  for (let turn = 0; turn <= runs; turn++)
    for (const one of cases) {
      const time = timeOf(one)
      if (turn > 0) times.get(one.name)?.push(time)
    }
  return cases.map(({ name }) => ({ name, times: (times.get(name) ?? []).sort((a, b) => a - b) }))
}

function timeOf({ name, command, args, cwd, env, prepare }: Case): number {
  prepare?.()
  const start = performance.now()
  const { status, stderr } = spawnSync(command, args, {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  })
  const time = performance.now() - start
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`)
  return time
}

/** The value that as many are below as above. */
export function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
