import { execute, setup } from '@meshroom/hooks-sdk'
import { checkApi } from './api.ts'

/** Nothing to switch on for an action that the API already has: its address and key are tried. */
export const prepareStop = setup.executor({ topic: 'stop', mode: 'push' }, ({ instance, signal }) =>
  checkApi(instance, signal),
)

/**
 * Stops a process. With `callApi` of ./api.ts, for example:
 *
 *     const { process } = context.arguments
 *     return callApi(context.instance, `/processes/${process}/stop`, { method: 'POST', signal: context.signal })
 */
export const runStop = execute({ topic: 'stop', mode: 'push' }, async (_context) => {
  throw new Error('products/myedr/stop.ts: complete runStop')
})
