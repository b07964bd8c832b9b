import { execute, setup } from '@meshroom/hooks-sdk'
import { checkApi } from './api.ts'

/** Nothing to switch on for an action that the API already has: its address and key are tried. */
export const prepareInvestigate = setup.executor({ topic: 'investigate', mode: 'push' }, ({ instance, signal }) =>
  checkApi(instance, signal),
)

/**
 * Opens an investigation of a device. With `callApi` of ./api.ts, for example:
 *
 *     const { device } = context.arguments
 *     return callApi(context.instance, `/investigations?device=${device}`, { method: 'POST', signal: context.signal })
 */
export const runInvestigate = execute({ topic: 'investigate', mode: 'push' }, async (_context) => {
  throw new Error('products/{{name}}/investigate.ts: complete runInvestigate')
})
