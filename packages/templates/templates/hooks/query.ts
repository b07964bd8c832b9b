import { execute, setup } from '@meshroom/hooks-sdk'
import { checkApi } from './api.ts'

/** Nothing to switch on for an action that the API already has: its address and key are tried. */
export const prepareQuery = setup.executor({ topic: 'query', mode: 'push' }, ({ instance, signal }) =>
  checkApi(instance, signal),
)

/**
 * Answers what is known about what the arguments name. With `callApi` of ./api.ts, for example:
 *
 *     const { subject } = context.arguments
 *     return callApi(context.instance, `/search?about=${subject}`, { signal: context.signal })
 */
export const runQuery = execute({ topic: 'query', mode: 'push' }, async (_context) => {
  throw new Error('products/{{name}}/query.ts: complete runQuery')
})
