import { execute, setup } from '@meshroom/hooks-sdk'
import { checkApi } from './api.ts'

/** Nothing to switch on for an action that the API already has: its address and key are tried. */
export const prepareAllow = setup.executor({ topic: 'allow', mode: 'push' }, ({ instance, signal }) =>
  checkApi(instance, signal),
)

/**
 * Lifts a block or an isolation. With `callApi` of ./api.ts, for example:
 *
 *     const { device } = context.arguments
 *     return callApi(context.instance, `/devices/${device}/release`, { method: 'POST', signal: context.signal })
 */
export const runAllow = execute({ topic: 'allow', mode: 'push' }, async (_context) => {
  throw new Error('products/myedr/allow.ts: complete runAllow')
})
