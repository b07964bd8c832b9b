import type { JsonValue, WatchRecord } from '@meshroom/hooks-sdk'
import { MeshroomError } from '@meshroom/model'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'
import { findFaultInResult } from './check-result.ts'
import { startDeadline } from './deadline.ts'
import type { CallNews, HookCall } from './hook-call.ts'
import { hookCancelled, hookFailure, hookTimedOut, thrownByHook } from './hook-failure.ts'
import type { CallOptions, HookHost, HookInput, HookOutcome } from './hook-host.ts'
import { type HostSettings, type StartHookHostOptions, withDefaults } from './host-options.ts'
import { HostSession } from './host-session.ts'
import { ProtocolError } from './read-host-message.ts'
import { createRedactor } from './redact.ts'

const DEFAULT_TIMEOUT_MS = 300_000

/**
 * Runs the hooks of one product for one operation in a process of their own. The process starts with the first call, or when it is warmed;
 * when it crashes, the calls in flight fail and the next one starts another. Close it when the operation is over.
 *
 * @example
 * const host = startHookHost({ root, product, operation: 'up', services: ports })
 * try {
 *   const { outputs } = await host.call(hook, input, { signal })
 * } finally {
 *   await host.close()
 * }
 */
export function startHookHost(options: StartHookHostOptions): HookHost {
  const sessions = keepSession(withDefaults(options))
  return {
    warm: () => sessions.warm(),
    call: (hook, input, callOptions = {}) => callHook(sessions, { hook, input, ...callOptions }),
    stream: (hook, input, { signal } = {}) => streamRecords(sessions, { hook, input, ...(signal && { signal }) }),
    close: () => sessions.close(),
  }
}

interface Sessions {
  /** Starts the process that the first call will take. */
  warm(): void
  /** The process that runs, or a new one. */
  live(): Promise<HostSession>
  close(): Promise<void>
}

/** At most one process at a time; what its hooks were given as secret outlives it. */
function keepSession(settings: HostSettings): Sessions {
  const given = createRedactor()
  let current: Promise<HostSession | undefined> = Promise.resolve(undefined)
  let warmed: Promise<HostSession> | undefined
  let closed = false

  async function replace(before: Promise<HostSession | undefined>): Promise<HostSession> {
    const session = await before.catch(() => undefined)
    if (session !== undefined && !session.isOver) return session
    await session?.ended
    if (closed) throw new MeshroomError('HOOK_CANCELLED', `the host of ${settings.product.name} is closed`)
    return HostSession.start(settings, given)
  }

  function open(): Promise<HostSession> {
    const session = replace(current)
    current = session
    return session
  }

  return {
    warm() {
      warmed ??= open()
      warmed.catch(() => {})
    },
    async live() {
      const first = warmed
      warmed = undefined
      const session = await (first ?? open())
      return session.isOver ? open() : session
    },
    async close() {
      closed = true
      const session = await current.catch(() => undefined)
      await session?.close()
      if (settings.written.size > 0) await settings.services.onWritten?.(settings.written)
    },
  }
}

interface Request extends CallOptions {
  readonly hook: HookDeclaration
  readonly input: HookInput
}

async function callHook(sessions: Sessions, request: Request): Promise<HookOutcome> {
  const { hook, input, signal } = request
  const { session, call } = await openCall(sessions, request)
  const limitMs = hook.options.timeout ?? DEFAULT_TIMEOUT_MS
  call.deadline = startDeadline(limitMs, () => session.abort(call, 'timeout', (each) => hookTimedOut(each, limitMs)))
  call.deadline.pause()
  session.ready.then(() => call.deadline.resume())
  const unlisten = onAbort(signal, () => session.abort(call, 'cancelled', hookCancelled))
  try {
    const news = await call.receive()
    if (call.abortReason === 'timeout') throw hookTimedOut(hook, limitMs)
    if (call.abortReason !== undefined) throw hookCancelled(hook)
    return { result: resultOf(news, call, input.batch?.length ?? 0), outputs: call.outputs }
  } finally {
    call.deadline.clear()
    unlisten()
  }
}

async function* streamRecords(sessions: Sessions, request: Request): AsyncGenerator<WatchRecord, void, void> {
  const { signal } = request
  if (signal?.aborted) return
  const { session, call } = await openCall(sessions, request)
  const unlisten = onAbort(signal, () => session.abort(call, 'cancelled', hookCancelled))
  try {
    while (call.abortReason === undefined) {
      session.grant(call)
      const news = await call.receive()
      if (call.abortReason !== undefined || news.type === 'ended') return
      yield resultOf(news, call, 0) as unknown as WatchRecord
    }
  } finally {
    unlisten()
    session.abort(call, 'left', hookCancelled)
    await call.settled
  }
}

async function openCall(sessions: Sessions, request: Request): Promise<{ session: HostSession; call: HookCall }> {
  const { hook, input, signal, onOutput } = request
  if (signal?.aborted) throw hookCancelled(hook)
  const session = await sessions.live()
  await session.provide(hook)
  try {
    return { session, call: session.open(hook, input, onOutput) }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    throw hookFailure(hook, 'HOOK_PROTOCOL', 'is given more data than a message may hold', { cause: error })
  }
}

function onAbort(signal: AbortSignal | undefined, act: () => void): () => void {
  if (signal?.aborted) act()
  signal?.addEventListener('abort', act)
  return () => signal?.removeEventListener('abort', act)
}

function resultOf(news: CallNews, { hook }: HookCall, batch: number): JsonValue {
  if (news.type === 'lost') throw news.error
  if (news.type === 'failed') throw thrownByHook(hook, news.error)
  if (news.type === 'ended') return null
  const fault = findFaultInResult(hook.kind, news.value, batch)
  if (fault !== undefined) throw hookFailure(hook, 'HOOK_FAILED', fault, { data: { code: 'RESULT_INVALID' } })
  return news.value
}
