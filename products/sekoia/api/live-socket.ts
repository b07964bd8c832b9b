import { type HookContext, type JsonValue, RetryableError, type WebSocketConnection } from '@meshroom/hooks-sdk'
import { asRecord, type JsonRecord } from '../json/narrow.ts'
import { endpointsOf } from './endpoints.ts'
import type { ApiContext } from './sekoia-api.ts'

/** Live notifications of a tenant. */
export interface LiveSocket {
  /** Resolves with the first notification that matches, also one that came before the call. @throws RetryableError when the socket ends or time is up */
  waitFor(matches: (notification: JsonRecord) => boolean, timeoutMs: number): Promise<JsonRecord>
  close(): Promise<void>
}

/** As many unclaimed notifications as are kept: a busy community must not fill the memory. */
const kept = 1000

/** Connects, says who is asking, and starts to listen at once, so that no notification falls between a call and the wait for its end. */
export async function openLiveSocket(context: ApiContext & Pick<HookContext, 'webSocket'>): Promise<LiveSocket> {
  const key = await context.instance.secret('API_KEY')
  const headers = { cookie: `access_token_cookie=${key}` }
  const socket = await context.webSocket(endpointsOf(context.instance.settings).live, { headers })
  context.signal.addEventListener('abort', () => void socket.close().catch(() => {}), { once: true })
  await socket.send(JSON.stringify({ action: 'upgrade' }))
  return listen(socket)
}

interface Waiter {
  readonly matches: (notification: JsonRecord) => boolean
  readonly resolve: (notification: JsonRecord) => void
  readonly reject: (error: Error) => void
}

function listen(socket: WebSocketConnection): LiveSocket {
  const waiters = new Set<Waiter>()
  let unclaimed: JsonRecord[] = []
  let ended: RetryableError | undefined

  const hand = (notification: JsonRecord) => {
    const waiter = [...waiters].find(({ matches }) => matches(notification))
    if (waiter) waiter.resolve(notification)
    else unclaimed = [...unclaimed.slice(1 - kept), notification]
  }
  const end = (cause?: unknown) => {
    ended = new RetryableError('the live notifications of Sekoia.io ended', { cause })
    for (const waiter of waiters) waiter.reject(ended)
  }
  void readAll(socket, hand).then(end, end)

  return {
    waitFor(matches, timeoutMs) {
      const found = unclaimed.find(matches)
      if (found) return Promise.resolve(found)
      return ended ? Promise.reject(ended) : inTime(waiters, { matches, timeoutMs })
    },
    close: () => socket.close(),
  }
}

async function readAll(socket: WebSocketConnection, hand: (notification: JsonRecord) => void): Promise<void> {
  for await (const message of socket) hand(asRecord(parse(message)))
}

function inTime(waiters: Set<Waiter>, { matches, timeoutMs }: { matches: Waiter['matches']; timeoutMs: number }) {
  return new Promise<JsonRecord>((resolve, reject) => {
    const timer = setTimeout(
      () => waiter.reject(new RetryableError(`no notification came in ${timeoutMs} ms`)),
      timeoutMs,
    )
    const settle = () => {
      clearTimeout(timer)
      waiters.delete(waiter)
    }
    const waiter: Waiter = {
      matches,
      resolve: (notification) => {
        settle()
        resolve(notification)
      },
      reject: (error) => {
        settle()
        reject(error)
      },
    }
    waiters.add(waiter)
  })
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
