import { execute, setup } from '@meshroom/hooks-sdk'
import { checkApi } from './api.ts'

/** Nothing to switch on for an action that the API already has: its address and key are tried. */
export const prepareScan = setup.executor({ topic: 'scan', mode: 'push' }, ({ instance, signal }) =>
  checkApi(instance, signal),
)

/**
 * Starts a scan of what the arguments name. With `callApi` of ./api.ts, for example:
 *
 *     const { target } = context.arguments
 *     return callApi(context.instance, `/scans?target=${target}`, { method: 'POST', signal: context.signal })
 */
export const runScan = execute({ topic: 'scan', mode: 'push' }, async (_context) => {
  throw new Error('products/myedr/scan.ts: complete runScan')
})
