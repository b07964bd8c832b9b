import { performance } from 'node:perf_hooks'
import type { Pace } from './pace-starts.ts'

/** Lets a bounded number of tasks run at once, the others in the order they came. */
export interface Gate {
  /** @param goesOn it ends what has begun: it comes before those that begin something */
  run<T>(task: () => Promise<T>, goesOn?: boolean): Promise<T>
  /** Gives the place of a running task to others while `task` waits for something, and takes one again. */
  aside<T>(task: () => Promise<T>): Promise<T>
}

/**
 * @param limit at least 1
 * @param pace may let a task wait in its place for a moment before it starts
 */
export function limitConcurrency(limit: number, pace?: Pace): Gate {
  let running = 0
  const [first, others]: [(() => void)[], (() => void)[]] = [[], []]
  const enter = (goesOn: boolean) =>
    new Promise<void>((resolve) => {
      if (running < limit) resolve(void running++)
      else (goesOn ? first : others).push(resolve)
    })
  const leave = () => {
    const next = first.shift() ?? others.shift()
    if (next === undefined) running--
    else next()
  }
  return {
    async run(task, goesOn = false) {
      await enter(goesOn)
      try {
        return await (pace === undefined ? task() : runPaced(task, pace))
      } finally {
        leave()
      }
    },
    async aside(task) {
      leave()
      try {
        return await task()
      } finally {
        await enter(true)
      }
    },
  }
}

async function runPaced<T>(task: () => Promise<T>, pace: Pace): Promise<T> {
  await pace.start(performance.now())
  const started = performance.now()
  try {
    return await task()
  } finally {
    pace.took(performance.now() - started)
  }
}
