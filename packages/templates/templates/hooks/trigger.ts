import { trigger } from '@meshroom/hooks-sdk'

/** Makes the tenant ask for the action `context.topic`, as it does in production, and answers what came of it. */
export const askForAction = trigger(async (_context) => {
  throw new Error('products/{{name}}/trigger.ts: complete askForAction')
})
