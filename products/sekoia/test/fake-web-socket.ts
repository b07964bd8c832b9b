import { on } from 'node:events'
import type { WebSocketConnection } from '@meshroom/hooks-sdk'
import { WebSocket } from 'ws'

/** A real WebSocket, as the engine hands it to a hook. */
export async function connectWebSocket(
  url: string,
  options: { readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<WebSocketConnection> {
  const socket = new WebSocket(url, { headers: { ...options.headers } })
  const messages = on(socket, 'message', { close: ['close'] })
  await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return {
    send: (message) =>
      new Promise((resolve, reject) => socket.send(message, (error) => (error ? reject(error) : resolve()))),
    close: async () => socket.close(),
    async *[Symbol.asyncIterator]() {
      for await (const [data] of messages) yield String(data)
    },
  }
}
