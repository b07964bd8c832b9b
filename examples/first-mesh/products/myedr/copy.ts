import { execute, setup } from '@meshroom/hooks-sdk'
import { checkApi } from './api.ts'

/** Nothing to switch on for an action that the API already has: its address and key are tried. */
export const prepareCopy = setup.executor({ topic: 'copy', mode: 'push' }, ({ instance, signal }) =>
  checkApi(instance, signal),
)

/**
 * Fetches a copy of a file. With `callApi` of ./api.ts, for example:
 *
 *     const { file } = context.arguments
 *     return callApi(context.instance, `/files/${file}/copy`, { method: 'POST', signal: context.signal })
 */
export const runCopy = execute({ topic: 'copy', mode: 'push' }, async (_context) => {
  throw new Error('products/myedr/copy.ts: complete runCopy')
})
