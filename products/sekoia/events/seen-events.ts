import type { FoundEvent } from './event-identity.ts'
import type { Window } from './search-window.ts'

/** Events that were shown, for as long as a search may find them again. */
export interface SeenEvents {
  has(event: FoundEvent): boolean
  add(event: FoundEvent): void
  /** How many are surely within a window; one at its very end may not be, because times are finer than milliseconds. */
  countIn(window: Window): number
  /** Forgets those before a time. */
  forget(before: number): void
}

export function seenEvents(): SeenEvents {
  const times = new Map<string, number>()
  return {
    has: ({ id }) => times.has(id),
    add: ({ id, time }) => void times.set(id, Date.parse(time) || 0),
    countIn: ({ from, to }) => [...times.values()].filter((time) => time >= from && time < to).length,
    forget(before) {
      for (const [id, time] of times) if (time > 0 && time < before) times.delete(id)
    },
  }
}
