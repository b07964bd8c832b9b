import { setTimeout } from 'node:timers/promises'
import { HookError } from '@meshroom/hooks-sdk'
import { type Service, text, texts, textsByName } from '../ask.ts'
import { checkUrl } from './check-address.ts'
import type { NetPiece, NetStreams } from './net-streams.ts'
import { streamId } from './stream-arguments.ts'

/** Messages that nobody has taken yet; more mean that the hook does not keep up. */
const MOST_WAITING = 10_000
const MOST_WAITING_BYTES = 64 * 1024 * 1024

/** Of all WebSockets of a call. */
const MOST_UNSENT_BYTES = 64 * 1024 * 1024
/** While the peer of one has more to read, the hook waits. */
const ENOUGH_UNSENT_BYTES = 1024 * 1024
const UNSENT_CHECK_MS = 10

/** Opens a WebSocket for a hook. It ends when the peer closes, and fails when the connection breaks. */
export const openWebSocket: Service = async (args, context) => {
  const id = streamId(args)
  const url = checkUrl(text(args, 'url'), ['ws:', 'wss:'], context)
  context.signal.throwIfAborted()
  const protocols = args.protocols === undefined ? [] : [...texts(args, 'protocols')]
  const headers = { ...textsByName(args, 'headers') }
  const { socket } = context.streams.open(id, () =>
    streamOf(new WebSocket(url, { headers, protocols }), socketsOf(context.streams)),
  )
  try {
    await opened(socket, url)
  } catch (error) {
    context.streams.close(id)
    throw error
  }
  return { protocol: socket.protocol }
}

/** The WebSockets of a call that may hold unsent messages: one that is closed does as long as its peer reads nothing. */
const sockets = new WeakMap<NetStreams, Set<WebSocket>>()

function socketsOf(streams: NetStreams): Set<WebSocket> {
  const found = sockets.get(streams) ?? new Set()
  sockets.set(streams, found)
  return found
}

function streamOf(socket: WebSocket, all: Set<WebSocket>) {
  const inbox = collectMessages(socket)
  all.add(socket)
  socket.addEventListener('close', () => all.delete(socket))
  return {
    socket,
    read: () => inbox.next(),
    write: (piece: NetPiece) => send(piece, { socket, all }),
    end: () => closed(socket),
    close: () => socket.close(),
  }
}

/** A WebSocket takes whatever it is given, and never says when it has sent it. */
async function send(
  piece: NetPiece,
  { socket, all }: { readonly socket: WebSocket; readonly all: ReadonlySet<WebSocket> },
): Promise<void> {
  refuseClosed(socket)
  const unsent = [...all].reduce((sum, each) => sum + each.bufferedAmount, Buffer.byteLength(piece))
  if (unsent > MOST_UNSENT_BYTES) {
    throw new HookError('NETWORK_LIMIT', `${unsent} bytes wait for the peers of WebSockets, which do not read them`)
  }
  socket.send(typeof piece === 'string' ? piece : new Uint8Array(piece))
  while (socket.bufferedAmount > ENOUGH_UNSENT_BYTES) {
    await setTimeout(UNSENT_CHECK_MS)
    refuseClosed(socket)
  }
}

function refuseClosed(socket: WebSocket): void {
  if (socket.readyState !== WebSocket.OPEN) throw new HookError('NETWORK_CLOSED', 'the WebSocket is closed')
}

function closed(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState === WebSocket.CLOSED) return resolve()
    socket.addEventListener('close', () => resolve())
    socket.close()
  })
}

function opened(socket: WebSocket, url: URL): Promise<void> {
  const refuse = (why: string) => new HookError('NETWORK_FAILED', why)
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => reject(refuse(`cannot open a WebSocket to ${url.host}`)))
    socket.addEventListener('close', ({ code }) =>
      reject(refuse(`the WebSocket was closed before it was open (${code})`)),
    )
  })
}

interface Inbox {
  next(): Promise<NetPiece | undefined>
}

function collectMessages(socket: WebSocket): Inbox {
  const waiting: NetPiece[] = []
  let size = 0
  let wake: (() => void) | undefined
  let end: { readonly error?: HookError } | undefined

  function finish(how: { readonly error?: HookError }): void {
    end ??= how
    wake?.()
  }

  socket.binaryType = 'arraybuffer'
  socket.addEventListener('message', ({ data }) => {
    const piece: NetPiece = typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer)
    size += piece.length
    if (waiting.length >= MOST_WAITING || size > MOST_WAITING_BYTES) {
      const message = `${waiting.length} messages of the WebSocket wait: the hook does not keep up`
      finish({ error: new HookError('NETWORK_LIMIT', message) })
      return socket.close()
    }
    waiting.push(piece)
    wake?.()
  })
  socket.addEventListener('error', () => finish({ error: new HookError('NETWORK_FAILED', 'the WebSocket broke') }))
  socket.addEventListener('close', () => finish({}))

  return {
    async next() {
      while (true) {
        const message = waiting.shift()
        if (message !== undefined) {
          size -= message.length
          return message
        }
        if (end?.error !== undefined) throw end.error
        if (end !== undefined) return undefined
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
  }
}
