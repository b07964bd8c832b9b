import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'

const knownHeaders =
  /^(host|connection|upgrade|cookie|user-agent|origin|pragma|cache-control|accept.*|sec-fetch-.*|sec-websocket-.*)$/

export interface LiveNotifications {
  notify(message: unknown): void
  /** How many sockets are open. */
  open(): number
  /** Cuts every socket, as a network does. */
  cut(): void
  close(): void
}

/** Live notifications at `/live`: a socket hears them once it has sent `{"action":"upgrade"}`. */
export function serveLiveNotifications(server: Server, apiKey: string): LiveNotifications {
  const sockets = new WebSocketServer({ noServer: true })
  const listeners = new Set<WebSocket>()
  const cut = () => {
    for (const socket of sockets.clients) socket.terminate()
  }
  sockets.on('connection', (socket: WebSocket) => greet(socket, listeners))
  server.on('upgrade', (request, stream, head) => {
    const fault = faultOf(request, apiKey)
    if (fault) refuseUpgrade(stream, fault)
    else sockets.handleUpgrade(request, stream, head, (socket) => sockets.emit('connection', socket))
  })
  return {
    notify(message) {
      for (const socket of listeners) socket.send(JSON.stringify(message))
    },
    open: () => sockets.clients.size,
    cut,
    close() {
      cut()
      sockets.close()
    },
  }
}

/** The first message must be exactly the upgrade, and there is no second. */
function greet(socket: WebSocket, listeners: Set<WebSocket>): void {
  socket.on('message', (data) => {
    if (listeners.has(socket) || String(data) !== '{"action":"upgrade"}') socket.close(1008, 'not understood')
    else listeners.add(socket)
  })
  socket.on('close', () => listeners.delete(socket))
}

function faultOf(request: IncomingMessage, apiKey: string): string | undefined {
  if (request.url !== '/live') return '404 Not Found'
  if (Object.keys(request.headers).some((name) => !knownHeaders.test(name))) return '400 Bad Request'
  if (request.headers.cookie !== `access_token_cookie=${apiKey}`) return '401 Unauthorized'
  return undefined
}

function refuseUpgrade(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
