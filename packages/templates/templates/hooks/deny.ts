import { execute, setup } from '@meshroom/hooks-sdk'
import { checkApi } from './api.ts'

/** Nothing to switch on for an action that the API already has: its address and key are tried. */
export const prepareDeny = setup.executor({ topic: 'deny', mode: 'push' }, ({ instance, signal }) =>
  checkApi(instance, signal),
)

/**
 * Blocks what the arguments name, such as an address or an account. With `callApi` of ./api.ts, for example:
 *
 *     const { target } = context.arguments
 *     return callApi(context.instance, `/blocks?target=${target}`, { method: 'POST', signal: context.signal })
 */
export const runDeny = execute({ topic: 'deny', mode: 'push' }, async (_context) => {
  throw new Error('products/{{name}}/deny.ts: complete runDeny')
})
