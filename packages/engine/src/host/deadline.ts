/** A time limit that stands still while it is paused. */
export interface Deadline {
  pause(): void
  resume(): void
  clear(): void
}

/** Longest delay that a timer of Node can hold. */
const LONGEST = 2 ** 31 - 1

/** Calls `onPassed` once `limitMs` of unpaused time have gone by. Pauses may overlap. */
export function startDeadline(limitMs: number, onPassed: () => void): Deadline {
  let left = Math.min(limitMs, LONGEST)
  let pauses = 0
  let since = performance.now()
  let timer: NodeJS.Timeout | undefined = setTimeout(onPassed, left)

  return {
    pause() {
      if (pauses++ > 0) return
      clearTimeout(timer)
      left -= performance.now() - since
    },
    resume() {
      if (--pauses > 0 || timer === undefined) return
      since = performance.now()
      timer = setTimeout(onPassed, Math.max(left, 0))
    },
    clear() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}

/** For what may take as long as it likes. */
export const noDeadline: Deadline = { pause: () => {}, resume: () => {}, clear: () => {} }
