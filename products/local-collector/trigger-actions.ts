import { scaffold, setup, teardown, trigger } from '@meshroom/hooks-sdk'
import { callExecutor, checkExecutor } from './call-executor.ts'
import { startResponder, stopResponder } from './responder.ts'

export const prepareDeny = setup.trigger(
  { topic: 'deny', mode: 'push', title: 'reach the executor; deny by pattern where one is set' },
  async (context) => {
    await checkExecutor(context)
    await startResponder(context)
  },
)

export const forgetDeny = teardown.trigger(
  { topic: 'deny', mode: 'push', title: 'stop denying by pattern' },
  stopResponder,
)

export const prepareAllow = setup.trigger({ topic: 'allow', mode: 'push', title: 'reach the executor' }, checkExecutor)

/** Setup only looked: there is nothing to undo, which a hook must say. */
export const forgetAllow = teardown.trigger(
  { topic: 'allow', mode: 'push', title: 'let go of the executor' },
  () => undefined,
)

export const deny = trigger('deny', callExecutor)

export const allow = trigger('allow', callExecutor)

/** Writes hooks that call an executor over HTTP: enough for any that puts out a `url` and keeps a `TOKEN`. */
export const scaffoldHttpTrigger = scaffold.trigger(
  { mode: 'push', title: 'write hooks that call the executor over HTTP' },
  async ({ integration, templates, log }) => {
    const { folder, topic, target } = integration
    if (!topic) throw new Error('a trigger needs an action; name one')
    const written = await templates.render('http-trigger', folder, { topic, target })
    for (const file of written) log.info(`wrote ${file}`)
  },
)
