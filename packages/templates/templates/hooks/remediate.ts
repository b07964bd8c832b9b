import { execute, setup } from '@meshroom/hooks-sdk'
import { checkApi } from './api.ts'

/** Nothing to switch on for an action that the API already has: its address and key are tried. */
export const prepareRemediate = setup.executor({ topic: 'remediate', mode: 'push' }, ({ instance, signal }) =>
  checkApi(instance, signal),
)

/**
 * Repairs what the arguments name. With `callApi` of ./api.ts, for example:
 *
 *     const { resource } = context.arguments
 *     return callApi(context.instance, `/resources/${resource}/repair`, { method: 'POST', signal: context.signal })
 */
export const runRemediate = execute({ topic: 'remediate', mode: 'push' }, async (_context) => {
  throw new Error('products/{{name}}/remediate.ts: complete runRemediate')
})
