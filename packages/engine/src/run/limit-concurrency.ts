/** Lets a bounded number of tasks run at once, the others in the order they came. */
export interface Gate {
  run<T>(task: () => Promise<T>): Promise<T>
}

/** @param limit at least 1 */
export function limitConcurrency(limit: number): Gate {
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
        return await task()
      } finally {
        leave()
      }
    },
  }
}
