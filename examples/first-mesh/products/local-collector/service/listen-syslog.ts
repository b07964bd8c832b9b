import { createServer, type Server, type Socket } from 'node:net'
import type { EventStore } from './event-store.ts'
import { parseSyslog } from './parse-syslog.ts'
import { readFrames } from './syslog-frames.ts'

/** A server that takes syslog over TCP and stores each message. It closes a connection only once its messages are stored. */
export function syslogServer(source: string, store: EventStore): Server {
  return createServer({ allowHalfOpen: true }, (socket) => void receive(socket, source, store))
}

async function receive(socket: Socket, source: string, store: EventStore): Promise<void> {
  const peer = `${socket.remoteAddress}:${socket.remotePort}`
  const frames = readFrames()
  const keep = (messages: readonly string[]) =>
    store.append(
      messages.map((message) => ({
        received: new Date().toISOString(),
        source,
        transport: 'syslog',
        peer,
        event: parseSyslog(message),
      })),
    )
  try {
    for await (const bytes of socket) await keep(frames.push(bytes))
    await keep(frames.end())
    socket.end()
  } catch (error) {
    console.error(`${peer}: ${error instanceof Error ? error.message : error}`)
    socket.destroy()
  }
}
