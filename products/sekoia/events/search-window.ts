import type { JsonValue } from '@meshroom/hooks-sdk'
import { type FoundEvent, identify } from './event-identity.ts'

/** A span of time to search, in milliseconds since 1970. */
export interface Window {
  readonly from: number
  readonly to: number
}

/** One search: its first page, and how many events there are in all. */
export type Search = (
  window: Window,
  without: readonly string[],
) => Promise<{ items: readonly JsonValue[]; total: number }>

/**
 * Finds every event of a window, each once, however many there are: a page holds 50, so a window with more is halved until each half fits on
 * a page. The halves share their border, so that no event between two milliseconds is lost. Where a millisecond has more than a page, those
 * already found are left out of the next search.
 *
 * @param known how many events of a window were seen before; one where all were seen is not searched further
 */
export async function searchAll(
  search: Search,
  window: Window,
  known: (window: Window) => number = () => 0,
): Promise<FoundEvent[]> {
  const found = await searchHalves(search, window, known)
  return [...new Map(found.map((event) => [event.id, event])).values()]
}

async function searchHalves(search: Search, window: Window, known: (window: Window) => number): Promise<FoundEvent[]> {
  const { items, total } = await search(window, [])
  const found = items.map(identify)
  if (total <= known(window)) return []
  if (total <= items.length) return found
  if (window.to - window.from <= 1) return [...found, ...(await searchRest(search, window, found))]
  const middle = Math.floor((window.from + window.to) / 2)
  const early = await searchHalves(search, { from: window.from, to: middle }, known)
  const late = await searchHalves(search, { from: middle, to: window.to }, known)
  return [...early, ...late]
}

async function searchRest(search: Search, window: Window, found: readonly FoundEvent[]): Promise<FoundEvent[]> {
  const rest: FoundEvent[] = []
  for (;;) {
    const without = [...found, ...rest].map(({ id }) => id)
    const { items } = await search(window, without)
    const more = items.map(identify).filter(({ id }) => !without.includes(id))
    if (more.length === 0) return rest
    rest.push(...more)
  }
}
