import { setTimeout } from 'node:timers/promises'
import { type JsonValue, type PlayContext, produce, setup, teardown, watch } from '@meshroom/hooks-sdk'

/**
 * Opens an intake on the tenant for what `plug.source` sends, once. Keep its id for the other hooks with `plug.output`, a key for
 * senders with `plug.setSecret`. Drop `ownsBoth` when the other side has to be set up too.
 */
export const openIncidentsIntake = setup.consumer(
  { topic: 'incidents', mode: 'push', ownsBoth: true },
  async (_context) => {
    throw new Error('products/{{name}}/incidents.ts: complete openIncidentsIntake')
  },
)

/** Closes the intake that `plug.outputs` names; succeeds when it is gone already. */
export const closeIncidentsIntake = teardown.consumer({ topic: 'incidents', mode: 'push' }, async (_context) => {
  throw new Error('products/{{name}}/incidents.ts: complete closeIncidentsIntake')
})

/** Sends a batch to the intake, as the source would. */
export const sendIncidents = produce({ topic: 'incidents' }, async (_context, _batch) => {
  throw new Error('products/{{name}}/incidents.ts: complete sendIncidents')
})

/** Yields what the tenant has received, asking it again every two seconds. */
export const watchIncidents = watch({ topic: 'incidents' }, async function* (context) {
  let cursor = context.cursor
  while (!context.signal.aborted) {
    for (const record of await received(context, cursor ?? context.since)) {
      cursor = record.cursor
      yield record
    }
    await setTimeout(2000, undefined, { signal: context.signal })
  }
})

/** What came in after `after`: the cursor of a record, or a time when there is none yet. */
async function received(_context: PlayContext, _after: string): Promise<{ event: JsonValue; cursor: string }[]> {
  throw new Error('products/{{name}}/incidents.ts: complete received')
}
