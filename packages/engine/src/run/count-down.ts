/** Lets what must come later wait for a number of tasks. */
export interface CountDown {
  /** One of them is over, however it ended. */
  finish(): void
  /** Resolves once all of them are. */
  readonly over: Promise<void>
}

export function countDown(tasks: number): CountDown {
  const { promise, resolve } = Promise.withResolvers<void>()
  let left = tasks
  if (left === 0) resolve()
  return {
    finish: () => {
      if (--left === 0) resolve()
    },
    over: promise,
  }
}
