import { HookError, type JsonValue } from '@meshroom/hooks-sdk'
import { type Args, type AskContext, flag, invalid, optionalText, type Service, text } from '../ask.ts'
import { checkUrl } from './check-address.ts'
import { netFailure } from './net-failure.ts'
import type { NetPiece } from './net-streams.ts'
import { streamId } from './stream-arguments.ts'

interface Wanted {
  readonly url: URL
  readonly method: string
  readonly headers: Headers
  readonly body?: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>
}

type Redirect = 'follow' | 'error' | 'manual'

const MOST_REDIRECTS = 20
const WEB = ['http:', 'https:']
/** A body of at most so many bytes that is there at once goes along with the answer's head. */
const SMALL_BODY = 64 * 1024
const SMALL_BODY_MS = 5
const late = Symbol('late')
/** Made once: an abort without a reason makes a new one each time. */
const closed = new HookError('CANCELLED', 'the request was closed')

/** Sends a request for a hook and answers its head; the body is read piece by piece, as the hook takes it. */
export const openFetch: Service = async (args, context) => {
  const id = streamId(args)
  const stop = new AbortController()
  let isOver = false
  const upload = flag(args, 'upload') ? openUpload() : undefined
  const host = URL.parse(text(args, 'url'))?.host
  const body = bodyReader(stop, host)
  context.streams.open(id, () => ({ ...upload?.stream, read: body.read, close: () => isOver || stop.abort(closed) }))
  try {
    const wanted = wantedIn(args, upload?.body, context)
    const { response, redirected, url } = await follow(wanted, {
      redirect: redirectIn(args),
      // The end of the call closes all of its streams.
      signal: stop.signal,
      context,
    })
    body.start(response)
    const small = await body.takeSmall()
    isOver = small !== undefined
    if (isOver) context.streams.close(id)
    return headOf(response, { redirected, url, small })
  } catch (error) {
    context.streams.close(id)
    throw netFailure(error, host)
  }
}

function headOf(
  response: Response,
  { redirected, url, small }: { redirected: boolean; url: URL; small: Uint8Array | undefined },
): JsonValue {
  return {
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers],
    url: url.href,
    redirected,
    ...(small !== undefined && { body: Buffer.from(small).toString('base64') }),
  }
}

function wantedIn(args: Args, upload: ReadableStream<Uint8Array> | undefined, context: AskContext): Wanted {
  const given = optionalText(args, 'body')
  const body = upload ?? (given === undefined ? undefined : new Uint8Array(Buffer.from(given, 'base64')))
  return {
    url: checkUrl(text(args, 'url'), WEB, context),
    method: text(args, 'method'),
    headers: headersIn(args),
    ...(body !== undefined && { body }),
  }
}

function headersIn({ headers }: Args): Headers {
  if (!Array.isArray(headers)) throw invalid('headers', 'a list of pairs')
  return new Headers(headers as unknown as [string, string][])
}

function redirectIn(args: Args): Redirect {
  const value = optionalText(args, 'redirect') ?? 'follow'
  if (value === 'follow' || value === 'error' || value === 'manual') return value
  throw invalid('redirect', '"follow", "error" or "manual"')
}

interface Following {
  readonly redirect: Redirect
  readonly signal: AbortSignal
  readonly context: AskContext
}

/** Follows redirects itself: each host on the way must be one that the product declares. */
async function follow(wanted: Wanted, { redirect, signal, context }: Following) {
  let current = wanted
  for (let hops = 0; ; hops++) {
    const { url, ...init } = current
    const options = { ...init, redirect: 'manual' as const, signal, duplex: 'half' as const }
    const response = await fetch(url, options)
    const location = isRedirect(response.status) ? response.headers.get('location') : null
    if (location === null || redirect === 'manual') return { response, url, redirected: hops > 0 }
    await response.body?.cancel()
    if (redirect === 'error') throw new HookError('NETWORK_REDIRECTED', `${url.host} redirects, which was not wanted`)
    if (hops >= MOST_REDIRECTS) throw new HookError('NETWORK_REDIRECTED', `${url.host} redirects without end`)
    current = redirected(current, { status: response.status, url: nextUrl(location, url, context) })
  }
}

function nextUrl(location: string, from: URL, context: AskContext): URL {
  try {
    return checkUrl(new URL(location, from).href, WEB, context)
  } catch (error) {
    if (!(error instanceof HookError)) throw new HookError('NETWORK_REDIRECTED', `${from.host} redirects to no URL`)
    throw new HookError(error.code, `${from.host} redirects, and ${error.message}`, {
      ...(error.hint && { hint: error.hint }),
    })
  }
}

const OF_BODY = ['content-type', 'content-length', 'content-encoding', 'content-language', 'content-location']
/** What belongs to the host it was meant for. */
const OF_HOST = ['authorization', 'proxy-authorization', 'cookie', 'host']

/** As the fetch standard has it: 303, and 301 and 302 after a POST, become a GET; credentials stay with their origin. */
function redirected(from: Wanted, { status, url }: { status: number; url: URL }): Wanted {
  const headers = new Headers(from.headers)
  if (url.origin !== from.url.origin) for (const name of OF_HOST) headers.delete(name)
  const becomesGet = status === 303 ? from.method !== 'HEAD' : status < 303 && from.method === 'POST'
  if (!becomesGet) {
    if (!(from.body instanceof ReadableStream)) return { ...from, url, headers }
    throw new HookError('NETWORK_REDIRECTED', `${from.url.host} redirects a body that cannot be sent twice`)
  }
  for (const name of OF_BODY) headers.delete(name)
  return { url, method: 'GET', headers }
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status)
}

function openUpload() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  writer.closed.catch(() => {})
  const bytes = (piece: NetPiece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)
  return {
    body: readable,
    stream: { write: (piece: NetPiece) => writer.write(bytes(piece)), end: () => writer.close() },
  }
}

/** Reads a body no faster than it is asked for. */
function bodyReader(stop: AbortController, host: string | undefined) {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  const early: Uint8Array[] = []
  let pending: Promise<Uint8Array | undefined> | undefined

  async function next(): Promise<Uint8Array | undefined> {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    return done ? undefined : value
  }

  async function read(): Promise<Uint8Array | undefined> {
    const waiting = early.shift()
    if (waiting !== undefined) return waiting
    const piece = pending ?? next()
    pending = undefined
    return piece.catch((error: unknown) => Promise.reject(netFailure(error, host)))
  }

  /** The whole body, where it is small and there already. */
  async function takeSmall(): Promise<Uint8Array | undefined> {
    if (reader === undefined) return new Uint8Array()
    const { promise: patience, resolve } = Promise.withResolvers<typeof late>()
    const timer = setTimeout(resolve, SMALL_BODY_MS, late)
    try {
      return await takeUntil(patience)
    } finally {
      clearTimeout(timer)
    }
  }

  async function takeUntil(patience: Promise<typeof late>): Promise<Uint8Array | undefined> {
    for (let size = 0; size <= SMALL_BODY; ) {
      pending = next()
      pending.catch(() => {})
      const piece = await Promise.race([pending, patience])
      if (piece === late) return undefined
      pending = undefined
      if (piece === undefined) return Buffer.concat(early)
      early.push(piece)
      size += piece.length
    }
    return undefined
  }

  return {
    start(response: Response) {
      reader = response.body?.getReader()
      stop.signal.addEventListener('abort', () => void reader?.cancel().catch(() => {}))
    },
    read,
    takeSmall,
  }
}
