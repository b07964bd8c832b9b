import { execute, setup } from '@meshroom/hooks-sdk'
import { checkApi } from './api.ts'

/** Nothing to switch on for an action that the API already has: its address and key are tried. */
export const prepareDelete = setup.executor({ topic: 'delete', mode: 'push' }, ({ instance, signal }) =>
  checkApi(instance, signal),
)

/**
 * Deletes a file. With `callApi` of ./api.ts, for example:
 *
 *     const { file } = context.arguments
 *     return callApi(context.instance, `/files/${file}/deletion`, { method: 'POST', signal: context.signal })
 */
export const runDelete = execute({ topic: 'delete', mode: 'push' }, async (_context) => {
  throw new Error('products/myedr/delete.ts: complete runDelete')
})
