import { execute, setup } from '@meshroom/hooks-sdk'
import { checkApi } from './api.ts'

/** Nothing to switch on for an action that the API already has: its address and key are tried. */
export const prepareContain = setup.executor({ topic: 'contain', mode: 'push' }, ({ instance, signal }) =>
  checkApi(instance, signal),
)

/**
 * Isolates what the arguments name, such as a device from the network. With `callApi` of ./api.ts, for example:
 *
 *     const { device } = context.arguments
 *     return callApi(context.instance, `/devices/${device}/isolation`, { method: 'POST', signal: context.signal })
 */
export const runContain = execute({ topic: 'contain', mode: 'push' }, async (_context) => {
  throw new Error('products/myedr/contain.ts: complete runContain')
})
