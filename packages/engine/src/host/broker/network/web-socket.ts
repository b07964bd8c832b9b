import { HookError } from '@meshroom/hooks-sdk'
import { type Service, text, texts, textsByName } from '../ask.ts'
import { checkUrl } from './check-address.ts'
import type { NetPiece } from './net-streams.ts'
import { streamId } from './stream-arguments.ts'

/** Messages that nobody has taken yet; more mean that the hook does not keep up. */
const MOST_WAITING = 10_000
const MOST_WAITING_BYTES = 64 * 1024 * 1024

/** Opens a WebSocket for a hook. It ends when the peer closes, and fails when the connection breaks. */
export const openWebSocket: Service = async (args, context) => {
  const id = streamId(args)
  const url = checkUrl(text(args, 'url'), ['ws:', 'wss:'], context)
  context.signal.throwIfAborted()
  const protocols = args.protocols === undefined ? [] : [...texts(args, 'protocols')]
  const socket = new WebSocket(url, { headers: { ...textsByName(args, 'headers') }, protocols })
  const inbox = collectMessages(socket)
  context.streams.add(id, {
    read: () => inbox.next(),
    write: async (piece) => send(socket, piece),
    end: () => closed(socket),
    close: () => socket.close(),
  })
  try {
    await opened(socket, url)
  } catch (error) {
    context.streams.close(id)
    throw error
  }
  return { protocol: socket.protocol }
}

function send(socket: WebSocket, piece: NetPiece): void {
  if (socket.readyState !== WebSocket.OPEN) throw new HookError('NETWORK_CLOSED', 'the WebSocket is closed')
  socket.send(typeof piece === 'string' ? piece : new Uint8Array(piece))
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
