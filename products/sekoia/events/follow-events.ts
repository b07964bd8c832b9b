import { type HookContext, RetryableError, type WatchRecord } from '@meshroom/hooks-sdk'
import { pause } from '../api/pause.ts'
import { type Cursor, isAfter, writeCursor } from './cursor.ts'
import { byTime, type FoundEvent } from './event-identity.ts'
import { type Search, searchAll } from './search-window.ts'
import { type SeenEvents, seenEvents } from './seen-events.ts'

/** How far back each search reaches again, in milliseconds: events arrive late and clocks differ. */
const overlap = 60_000
const shortestPause = 250
const longestPause = 5000
/** So many failures in a row, of those that may pass, end the watch. */
const mostFailures = 5

/** Where to begin: after a cursor, or at a time. */
export interface Beginning {
  readonly since: string
  readonly cursor?: Cursor
}

/** Yields each event once, by time as far as they come in time, until it is aborted. */
export async function* followEvents(
  search: Search,
  { since, cursor }: Beginning,
  context: Pick<HookContext, 'signal' | 'log'> & { readonly reconnect: () => Promise<void> },
): AsyncGenerator<WatchRecord> {
  const progress = begin(Date.parse(cursor?.time ?? since), cursor)
  let rest = shortestPause
  let failures = 0
  while (!context.signal.aborted) {
    const found = await findNew(search, progress).catch(async (error: unknown) => {
      if (context.signal.aborted) return undefined
      failures += 1
      if (!(error instanceof RetryableError) || failures >= mostFailures) throw error
      context.log.warn(`${error.message}; trying again`)
      await context.reconnect()
      return undefined
    })
    if (found) failures = 0
    for (const event of found ?? []) yield show(event, progress)
    rest = found && found.length > 0 ? shortestPause : Math.min(rest * 1.5, longestPause)
    await pause(rest, context.signal).catch(() => {})
  }
}

interface Progress {
  readonly beginning: number
  readonly start: Cursor | undefined
  readonly seen: SeenEvents
  /** Everything up to here was searched once. */
  until: number
  newest: Cursor | undefined
}

function begin(beginning: number, start: Cursor | undefined): Progress {
  return { beginning, start, seen: seenEvents(), until: beginning, newest: start }
}

async function findNew(search: Search, progress: Progress): Promise<FoundEvent[]> {
  const { beginning, seen, start } = progress
  const from = Math.max(beginning, progress.until - overlap)
  const to = Math.max(from + 1, Date.now())
  const found = await searchAll(search, { from, to }, seen.countIn)
  progress.until = to
  seen.forget(from - overlap)
  return found.filter((event) => !seen.has(event) && (!start || isAfter(event, start))).sort(byTime)
}

/** A late event does not move the cursor back. */
function show(event: FoundEvent, progress: Progress): WatchRecord {
  progress.seen.add(event)
  if (!progress.newest || isAfter(event, progress.newest)) progress.newest = { time: event.time, id: event.id }
  return { event: event.event, cursor: writeCursor(progress.newest) }
}
