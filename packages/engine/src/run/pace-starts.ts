/** Tells how long each task should wait before it starts, so that tasks that share a few places do not move in lockstep. */
export interface Pace {
  /** @param now milliseconds, as of `performance.now()` @returns milliseconds to wait; 0 or less: start now */
  waitFor(now: number): number
  /** Says how long a task took, in milliseconds. */
  took(ms: number): void
}

/** As long as what a step costs here at its two ends, which is what the others would wait for; too short for anyone to notice. */
const LONGEST_GAP_MS = 2

/** Of the gap that would spread tasks evenly: a place stays empty for less time than is won. */
const SHARE_OF_EVEN_GAP = 0.7

/**
 * Tasks that start together end together: then each waits for the processor and the disk until the others have had their turn, and so it
 * goes on, as they start together again. A gap between them, for once, lets the ends of one fall into the time that another waits for its
 * tenant. It stays far below the time between tasks where they are spread, so it delays none of those.
 *
 * @param places how many run at once, at least 1
 */
export function paceStarts(places: number): Pace {
  let usual: number | undefined
  let last = Number.NEGATIVE_INFINITY
  return {
    waitFor(now) {
      const gap = usual === undefined ? 0 : Math.min(LONGEST_GAP_MS, (usual / places) * SHARE_OF_EVEN_GAP)
      last = Math.max(now, last + gap)
      return last - now
    },
    took(ms) {
      usual = usual === undefined ? ms : usual + (ms - usual) / places
    },
  }
}
