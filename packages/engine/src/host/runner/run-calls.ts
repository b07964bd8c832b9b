import type { JsonValue, WatchRecord } from '@meshroom/hooks-sdk'
import { type AbortReason, type Hello, longestMessage, type ToHost, type WireError } from '../protocol.ts'
import { captureOutput, currentCall } from './capture-output.ts'
import type { Channel } from './channel.ts'
import { describeError } from './describe-error.ts'
import { buildContext } from './hook-context.ts'
import { LoadError, loadHook } from './load-hook.ts'
import { toJson } from './to-json.ts'

type Sdk = typeof import('@meshroom/hooks-sdk')
type CallMessage = Extract<ToHost, { type: 'call' }>

/** Leaves room for the rest of the message. */
const LARGEST_VALUE = longestMessage - 1024

/** The hook's function as the runner calls it: which context it gets, its kind says. */
type Run = (context: object, batch?: readonly string[]) => unknown

interface RunningCall {
  readonly controller: AbortController
  /** Of watch hooks, once they run. */
  records?: AsyncIterator<WatchRecord>
  /** Records granted before the hook was loaded. */
  granted: number
}

export interface CallRunner {
  start(message: CallMessage): void
  grant(call: number): void
  abort(call: number, reason: AbortReason): void
}

/** Runs calls side by side; every one ends in exactly one `done`, `ended` or `failed`. */
export function createCallRunner({ channel, hello, sdk }: { channel: Channel; hello: Hello; sdk: Sdk }): CallRunner {
  const running = new Map<number, RunningCall>()
  const output = captureOutput(channel)

  function finish(call: number, say: () => void): void {
    if (!running.delete(call)) return
    output.flush(call)
    say()
  }

  function fail(call: number, thrown: unknown): void {
    finish(call, () => channel.send({ type: 'failed', call, error: wireErrorOf(thrown) }))
  }

  function wireErrorOf(thrown: unknown): WireError {
    if (!(thrown instanceof LoadError)) return describeError(thrown, { sdk, roots: hello.roots })
    const described = describeError(thrown.cause ?? thrown, { sdk, roots: hello.roots })
    const message = thrown.cause === undefined ? thrown.message : `${thrown.message}: ${described.message}`
    return { ...described, message, loading: true }
  }

  function contextOf({ call, input }: CallMessage, { controller }: RunningCall): object {
    const asError = (refused: unknown) => hookErrorOf(refused, sdk)
    return buildContext({ call, input, channel, asError, project: hello.project, signal: controller.signal })
  }

  async function run(message: CallMessage, state: RunningCall): Promise<void> {
    const { call, hook: wanted, input } = message
    const hook = await loadHook(wanted, sdk)
    const context = contextOf(message, state)
    const returned = (hook.run as Run)(context, input.batch)
    if (wanted.kind === 'watch') return openRecords(call, { state, returned })
    const value = toBoundedJson(await returned)
    finish(call, () => channel.send({ type: 'done', call, value }))
  }

  function openRecords(call: number, { state, returned }: { state: RunningCall; returned: unknown }): void {
    if (!isAsyncIterable(returned)) throw new TypeError('must be an async generator: async function* (context) { … }')
    state.records = returned[Symbol.asyncIterator]()
    for (; state.granted > 0; state.granted--) void give(call, state)
  }

  async function give(call: number, state: RunningCall): Promise<void> {
    try {
      const { done, value } = await (state.records as AsyncIterator<WatchRecord>).next()
      if (done || state.controller.signal.aborted) return finish(call, () => channel.send({ type: 'ended', call }))
      channel.send({ type: 'record', call, value: toBoundedJson(value) })
    } catch (error) {
      fail(call, error)
    }
  }

  function grant(call: number): void {
    const state = running.get(call)
    if (state === undefined) return
    if (state.records === undefined) state.granted++
    else currentCall.run(call, () => void give(call, state))
  }

  function abort(call: number, reason: AbortReason): void {
    const state = running.get(call)
    if (state === undefined) return
    state.controller.abort(
      new sdk.HookError('CANCELLED', reason === 'timeout' ? 'the time limit has passed' : 'the command is being ended'),
    )
    if (state.records === undefined) return
    const ended = () => finish(call, () => channel.send({ type: 'ended', call }))
    const returned = state.records.return?.() ?? Promise.resolve()
    returned.then(ended, (error: unknown) => fail(call, error))
  }

  return {
    start(message) {
      const state: RunningCall = { controller: new AbortController(), granted: 0 }
      running.set(message.call, state)
      currentCall.run(message.call, () => void run(message, state).catch((error: unknown) => fail(message.call, error)))
    },
    grant,
    abort,
  }
}

/** A value that is too large fails its call by name, instead of ending the host. */
function toBoundedJson(value: unknown): JsonValue {
  const json = toJson(value)
  const size = Buffer.byteLength(JSON.stringify(json))
  if (size < LARGEST_VALUE) return json
  throw new RangeError(`returned ${size} bytes, and ${LARGEST_VALUE} are the limit`)
}

/** What the engine answered instead, as an error of the SDK. */
export function hookErrorOf(refused: unknown, { HookError }: Sdk): Error {
  const { code = 'SERVICE_FAILED', message, hint } = refused as WireError
  return new HookError(code, message, hint === undefined ? {} : { hint })
}

function isAsyncIterable(value: unknown): value is AsyncIterable<WatchRecord> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
