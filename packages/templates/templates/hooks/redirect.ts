import { execute, setup } from '@meshroom/hooks-sdk'
import { checkApi } from './api.ts'

/** Nothing to switch on for an action that the API already has: its address and key are tried. */
export const prepareRedirect = setup.executor({ topic: 'redirect', mode: 'push' }, ({ instance, signal }) =>
  checkApi(instance, signal),
)

/**
 * Sends a connection elsewhere. With `callApi` of ./api.ts, for example:
 *
 *     const { connection } = context.arguments
 *     return callApi(context.instance, `/redirections?of=${connection}`, { method: 'POST', signal: context.signal })
 */
export const runRedirect = execute({ topic: 'redirect', mode: 'push' }, async (_context) => {
  throw new Error('products/{{name}}/redirect.ts: complete runRedirect')
})
