import { execute, setup } from '@meshroom/hooks-sdk'
import { checkApi } from './api.ts'

/** Nothing to switch on for an action that the API already has: its address and key are tried. */
export const prepareDetonate = setup.executor({ topic: 'detonate', mode: 'push' }, ({ instance, signal }) =>
  checkApi(instance, signal),
)

/**
 * Runs a file or opens a link under observation and answers what it did. With `callApi` of ./api.ts, for example:
 *
 *     const { sample } = context.arguments
 *     return callApi(context.instance, `/analyses?sample=${sample}`, { method: 'POST', signal: context.signal })
 */
export const runDetonate = execute({ topic: 'detonate', mode: 'push' }, async (_context) => {
  throw new Error('products/{{name}}/detonate.ts: complete runDetonate')
})
