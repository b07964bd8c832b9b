import { type WatchContext, type WatchRecord, watch } from '@meshroom/hooks-sdk'
import { readCursor } from './events/cursor.ts'
import { followEvents } from './events/follow-events.ts'
import { intakeOf } from './events/intake.ts'
import { openSearches } from './events/run-search.ts'

/** Shows the events of a plug's intake as they arrive; of an instance alone those of its whole community. */
export const watchIntake = watch({ topic: 'events', title: 'Watch events as Sekoia.io received them' }, follow)

async function* follow(context: WatchContext): AsyncGenerator<WatchRecord> {
  const { plug, cursor, since, signal, log } = context
  const intake = plug && intakeOf(plug.outputs, `${plug.source} to ${plug.destination}`)
  const searches = await openSearches(context)
  const beginning = { since, ...(cursor !== undefined && { cursor: readCursor(cursor) }) }
  try {
    yield* followEvents(searches.of(intake), beginning, { signal, log, reconnect: searches.close })
  } finally {
    await searches.close()
  }
}
