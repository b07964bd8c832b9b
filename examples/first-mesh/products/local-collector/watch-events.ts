import { watch } from '@meshroom/hooks-sdk'
import type { StoredEvent } from './service/event-store.ts'
import { followStore } from './service/follow-store.ts'
import { folderOf, tenantStore } from './tenant-folder.ts'

/** Follows what the collector has stored: of one plug, or of all that send to it. */
export const watchEvents = watch({ topic: 'events' }, async function* (context) {
  const { cursor, instance, plug, signal, since } = context
  const store = tenantStore(context, folderOf(instance.settings.folder))
  const follow = { file: 'events.ndjson', signal, ...(cursor && { cursor }) }
  for await (const lines of followStore(store, follow))
    for (const line of lines) {
      const stored = parse(line.text)
      if (!stored || (plug && stored.source !== plug.source)) continue
      if (!cursor && stored.received < since) continue
      yield { event: stored.event, cursor: line.cursor }
    }
})

/** A line that is no record of the store, such as one written by hand, is left out. */
function parse(text: string): StoredEvent | undefined {
  try {
    const value = JSON.parse(text)
    return typeof value?.received === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
