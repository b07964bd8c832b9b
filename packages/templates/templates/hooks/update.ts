import { execute, setup } from '@meshroom/hooks-sdk'
import { checkApi } from './api.ts'

/** Nothing to switch on for an action that the API already has: its address and key are tried. */
export const prepareUpdate = setup.executor({ topic: 'update', mode: 'push' }, ({ instance, signal }) =>
  checkApi(instance, signal),
)

/**
 * Gives an account new credentials. With `callApi` of ./api.ts, for example:
 *
 *     const { account } = context.arguments
 *     return callApi(context.instance, `/accounts/${account}/credentials`, { method: 'POST', signal: context.signal })
 */
export const runUpdate = execute({ topic: 'update', mode: 'push' }, async (_context) => {
  throw new Error('products/{{name}}/update.ts: complete runUpdate')
})
