/** Lets each task that shares a few places with others wait for a moment before it starts, where they would move in lockstep. */
export interface Pace {
  /** Resolves when the task may start. @param now milliseconds, as of `performance.now()` */
  start(now: number): Promise<void>
  /** Says how long a task took, in milliseconds. */
  took(ms: number): void
}

/** Waits so many milliseconds, or less. */
export type Wait = (ms: number) => Promise<void>

/** About what a step costs here at its two ends, which is what the others would wait for. */
const LONGEST_GAP_MS = 2
/** Of the gap that would spread tasks evenly. */
const SHARE_OF_EVEN_GAP = 0.7
/** Timers are no finer. */
const SHORTEST_WAIT_MS = 0.7
const LONGEST_WAIT_MS = 20
/** What tasks may wait, all together: once for each place, to spread them, and from then on so much of the time that they take. */
const WAIT_OF_PLACE_MS = 10
const SHARE_OF_WAITING = 0.02

/**
 * Tasks that start together end together: then each waits for the processor and the disk until the others have had their turn, and so it
 * goes on, as they start together again. A gap between their starts lets the ends of one fall into the time that another waits for its
 * tenant. Tasks of the same length stay spread then; of others, some wait though they need not, so there is a bound to what it may cost.
 *
 * @param places how many run at once, at least 1
 */
export function paceStarts(places: number, wait: Wait): Pace {
  let usual: number | undefined
  let last = Number.NEGATIVE_INFINITY
  let left = places * WAIT_OF_PLACE_MS

  /** Of a task that could start now; it counts as started then. */
  function waitOf(now: number): number {
    const gap = usual === undefined ? 0 : Math.min(LONGEST_GAP_MS, (usual / places) * SHARE_OF_EVEN_GAP)
    const waitMs = Math.min(last + gap - now, LONGEST_WAIT_MS, left)
    last = Math.max(now, now + waitMs)
    return waitMs
  }

  return {
    async start(now) {
      const waitMs = waitOf(now)
      if (waitMs < SHORTEST_WAIT_MS) return
      left -= waitMs
      await wait(waitMs)
    },
    took(ms) {
      usual = usual === undefined ? ms : usual + (ms - usual) / places
      left += ms * SHARE_OF_WAITING
    },
  }
}
