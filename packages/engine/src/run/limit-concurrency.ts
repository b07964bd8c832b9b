import { performance } from 'node:perf_hooks'
import type { Pace } from './pace-starts.ts'

/** Lets a bounded number of tasks run at once, the others in the order they came. */
export interface Gate {
  run<T>(task: () => Promise<T>): Promise<T>
}

/**
 * @param limit at least 1
 * @param pace may let a task wait in its place for a moment, before it starts
 */
export function limitConcurrency(limit: number, pace?: Pace): Gate {
  let running = 0
  const waiting: (() => void)[] = []
  const enter = () =>
    new Promise<void>((resolve) => {
      if (running < limit) resolve(void running++)
      else waiting.push(resolve)
    })
  const leave = () => {
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }
  return {
    async run(task) {
      await enter()
      try {
        return await (pace === undefined ? task() : runPaced(task, pace))
      } finally {
        leave()
      }
    },
  }
}

/** Timers are no finer. */
const SHORTEST_WAIT_MS = 0.7

async function runPaced<T>(task: () => Promise<T>, pace: Pace): Promise<T> {
  const waitMs = pace.waitFor(performance.now())
  if (waitMs >= SHORTEST_WAIT_MS) await new Promise((resolve) => setTimeout(resolve, waitMs))
  const started = performance.now()
  try {
    return await task()
  } finally {
    pace.took(performance.now() - started)
  }
}
