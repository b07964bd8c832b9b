import { loadFetch } from '../../load-fetch.ts'
import type { NetAsker } from './net-asker.ts'
import { type OutgoingRequest, outgoingRequest } from './outgoing-request.ts'
import { bytesOf, cutPieces, toBase64, type WirePiece } from './pieces.ts'

interface WireResponse {
  readonly status: number
  readonly statusText: string
  readonly headers: [string, string][]
  readonly url: string
  readonly redirected: boolean
  /** The whole body, where it was there at once. */
  readonly body?: string
}

/** A body of known length that is larger than this is sent in pieces. */
const LARGEST_WHOLE = 16 * 1024 * 1024

/** Closes what a hook has dropped without reading it. */
const forgotten = new FinalizationRegistry<() => void>((close) => close())

/** A `fetch` whose requests the engine sends, to hosts that the product declares. */
export function brokeredFetch(net: NetAsker): typeof fetch {
  return async (...given) => {
    const request = await outgoingRequest(...given)
    const { signal } = request
    signal?.throwIfAborted()
    const stream = net.newStream()
    const abandoned = rejectOnAbort(signal, () => net.close(stream))
    try {
      const opened = await Promise.race([open(net, { stream, request }), abandoned.promise])
      return toResponse(opened, { net, stream, signal, onEnd: abandoned.release })
    } catch (error) {
      abandoned.release()
      throw asFetchError(error)
    }
  }
}

interface Opening {
  readonly stream: number
  readonly request: OutgoingRequest
}

async function open(net: NetAsker, { stream, request }: Opening): Promise<WireResponse> {
  const { url, method, headers, redirect, body } = request
  const whole = body instanceof Uint8Array ? body : undefined
  const pieces = whole !== undefined && whole.length > LARGEST_WHOLE ? new Blob([whole]).stream() : streamOf(body)
  const isMeasured = whole === undefined || pieces === null || headers.some(([name]) => name === 'content-length')
  const sent = isMeasured ? headers : [...headers, ['content-length', String(whole.length)]]
  const args = { stream, url, method, headers: sent, redirect, upload: pieces !== null }
  const answer = net.ask<WireResponse>('net.fetch', {
    ...args,
    ...(pieces === null && whole !== undefined && { body: toBase64(whole) }),
  })
  // What the answer is made of is loaded while it is waited for.
  setImmediate(loadFetch)
  if (pieces === null) return answer
  return Promise.race([answer, upload(net, { stream, pieces }).then(() => answer)])
}

function streamOf(body: OutgoingRequest['body']): ReadableStream<Uint8Array> | null {
  return body instanceof ReadableStream ? body : null
}

/** An answer may come before the body is sent; then the rest of it does not matter. */
async function upload(
  net: NetAsker,
  { stream, pieces }: { stream: number; pieces: ReadableStream<Uint8Array> },
): Promise<void> {
  try {
    for await (const chunk of pieces) {
      for (const piece of cutPieces(chunk)) await net.ask('net.write', { stream, ...piece })
    }
    await net.ask('net.end', { stream })
  } catch (error) {
    net.close(stream)
    throw error
  }
}

interface Answering {
  readonly net: NetAsker
  readonly stream: number
  readonly signal: AbortSignal | undefined
  readonly onEnd: () => void
}

function toResponse(opened: WireResponse, answering: Answering): Response {
  const { status, statusText, headers, url, redirected } = opened
  const mayHaveBody = ![204, 205, 304].includes(status)
  const response = new Response(mayHaveBody ? bodyOf(opened, answering) : null, { status, statusText, headers })
  Object.defineProperties(response, { url: { value: url }, redirected: { value: redirected } })
  return response
}

function bodyOf(
  { body }: WireResponse,
  answering: Answering,
): Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null {
  if (body === undefined) return streamBody(answering)
  answering.onEnd()
  return body === '' ? null : new Uint8Array(Buffer.from(body, 'base64'))
}

function streamBody({ net, stream, signal, onEnd }: Answering): ReadableStream<Uint8Array> {
  const close = () => {
    onEnd()
    net.close(stream)
  }
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const piece = await net.ask<WirePiece>('net.read', { stream })
          signal?.throwIfAborted()
          if (piece !== null) return controller.enqueue(bytesOf(piece))
          close()
          controller.close()
        } catch (error) {
          close()
          controller.error(signal?.aborted ? signal.reason : asFetchError(error))
        }
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  )
  forgotten.register(body, close)
  return body
}

/** Rejects with the signal's reason once it is aborted, until it is released. */
function rejectOnAbort(
  signal: AbortSignal | undefined,
  act: () => void,
): { readonly promise: Promise<never>; release(): void } {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => {})
  const onAbort = () => {
    act()
    reject(signal?.reason)
  }
  signal?.addEventListener('abort', onAbort, { once: true })
  return { promise, release: () => signal?.removeEventListener('abort', onAbort) }
}

const OWN_WORDS = new Set(['PERMISSION_DENIED', 'ARGUMENT_INVALID', 'CANCELLED', 'NETWORK_LIMIT'])

/** What the network says is what `fetch` throws, a TypeError with its cause; what Meshroom refuses says so itself. */
function asFetchError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (typeof code !== 'string' || OWN_WORDS.has(code)) return error
  return new TypeError('fetch failed', { cause: error })
}
