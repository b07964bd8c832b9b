import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Connection, ConnectOptions, WebSocketConnection } from '@meshroom/hooks-sdk'

/** Opens a byte stream; the signal closes it. */
export async function openConnection(options: ConnectOptions, signal: AbortSignal): Promise<Connection> {
  signal.throwIfAborted()
  const socket = dial(options)
  const close = () => socket.destroy(abortError(signal))
  signal.addEventListener('abort', close, { once: true })
  socket.once('close', () => signal.removeEventListener('abort', close))
  await new Promise<void>((resolve, reject) => {
    socket.once(options.tls ? 'secureConnect' : 'connect', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => {})
  return {
    write: (data) =>
      new Promise((resolve, reject) => socket.write(data, (error) => (error ? reject(error) : resolve()))),
    end: () => new Promise((resolve) => socket.end(resolve)),
    [Symbol.asyncIterator]: () => socket[Symbol.asyncIterator](),
  }
}

function dial({ host, port, path, tls }: ConnectOptions): Socket {
  if (path !== undefined) return connectPlain({ path })
  if (port === undefined) throw new TypeError('connect needs a port, or the path of a Unix socket')
  const address = { port, host: host ?? '127.0.0.1' }
  return tls
    ? connectTls({ ...address, ...(isName(address.host) && { servername: address.host }) })
    : connectPlain(address)
}

/** Certificates are asked for by name; an address is none. */
function isName(host: string): boolean {
  return !/^[\d.]+$|:/.test(host)
}

/** Messages that nobody has taken yet; more mean that the hook does not keep up. */
const MOST_WAITING = 10_000

/** Opens a WebSocket; the signal closes it. Ends when the peer closes, and throws when the connection breaks. */
export async function openWebSocket(
  url: string,
  { headers = {}, signal }: { readonly headers?: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<WebSocketConnection> {
  signal.throwIfAborted()
  const socket = new WebSocket(url, { headers: { ...headers } })
  const inbox = collectMessages(socket)
  const close = () => socket.close()
  signal.addEventListener('abort', close, { once: true })
  socket.addEventListener('close', () => signal.removeEventListener('abort', close))
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => reject(new Error(`cannot open a WebSocket to ${new URL(url).host}`)))
    socket.addEventListener('close', ({ code }) =>
      reject(new Error(`the WebSocket was closed before it was open (${code})`)),
    )
  })
  return {
    async send(message) {
      if (socket.readyState !== WebSocket.OPEN) throw new Error('the WebSocket is closed')
      socket.send(message)
    },
    close: () =>
      new Promise((resolve) => {
        if (socket.readyState === WebSocket.CLOSED) return resolve()
        socket.addEventListener('close', () => resolve())
        socket.close()
      }),
    [Symbol.asyncIterator]: () => inbox,
  }
}

function collectMessages(socket: WebSocket): AsyncGenerator<string, void, void> {
  const waiting: string[] = []
  let wake: (() => void) | undefined
  let end: { readonly error?: Error } | undefined

  function finish(how: { readonly error?: Error }): void {
    end ??= how
    wake?.()
  }

  socket.addEventListener('message', ({ data }) => {
    if (waiting.length >= MOST_WAITING) {
      finish({ error: new Error(`${MOST_WAITING} messages of the WebSocket wait: the hook does not keep up`) })
      return socket.close()
    }
    waiting.push(typeof data === 'string' ? data : Buffer.from(data as ArrayBuffer).toString('utf8'))
    wake?.()
  })
  socket.addEventListener('error', () => finish({ error: new Error('the WebSocket broke') }))
  socket.addEventListener('close', () => finish({}))
  socket.binaryType = 'arraybuffer'

  return (async function* () {
    while (true) {
      const message = waiting.shift()
      if (message !== undefined) yield message
      else if (end?.error !== undefined) throw end.error
      else if (end !== undefined) return
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  })()
}

function abortError(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted')
}
