import { check, HookError, produce, RetryableError, setup, teardown } from '@meshroom/hooks-sdk'
import { checkForwarder, destinationOf, startForwarder, stopForwarder, tokenOf } from './forwarder.ts'
import { sendLines, Unreachable } from './service/send-lines.ts'

export const forwardBySyslog = setup.producer(
  { topic: 'events', mode: 'push', format: 'syslog', title: 'forward events.log by syslog' },
  startForwarder,
)

export const forwardByHttp = setup.producer(
  { topic: 'events', mode: 'push', format: 'json', title: 'forward events.log by HTTP' },
  startForwarder,
)

export const stopForwarding = teardown.producer(
  { topic: 'events', mode: 'push', title: 'stop forwarding' },
  stopForwarder,
)

export const checkForwarding = check.producer({ topic: 'events', mode: 'push' }, checkForwarder)

/** Sends the lines given, on the way that the forwarder's lines go. */
export const sendEvents = produce('events', async (context, batch) => {
  const { plug, instance, signal } = context
  if (!plug) throw new Error('name where to: meshroom produce events SOURCE DESTINATION')
  const token = await tokenOf(plug)
  const destination = destinationOf(plug, instance.settings)
  return sendLines(batch, { destination, network: context, signal, ...(token && { token }) }).catch(asHookError)
})

function asHookError(error: unknown): never {
  if (!(error instanceof Unreachable)) throw error
  if (error.cause instanceof HookError && error.cause.code === 'PERMISSION_DENIED') throw error.cause
  throw new RetryableError(error.message, { cause: error, ...(error.afterMs && { after: error.afterMs }) })
}
