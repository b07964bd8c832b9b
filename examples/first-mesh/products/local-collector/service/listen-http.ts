import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { EventStore } from './event-store.ts'
import { readBatch } from './read-batch.ts'

/** Largest body taken, in bytes. */
const largestBody = 16 * 1024 * 1024

interface Answer {
  readonly status: number
  readonly body: unknown
}

/** A server that takes `POST /events` with a bearer token: a JSON value, an array of them, or one a line. */
export function httpServer(source: string, store: EventStore, token: string): Server {
  return createServer(async (request, response) => {
    const { status, body } = await answer(request, { source, store, token }).catch(toFailure)
    response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`)
  })
}

interface Intake {
  readonly source: string
  readonly store: EventStore
  readonly token: string
}

async function answer(request: IncomingMessage, { source, store, token }: Intake): Promise<Answer> {
  if (!carries(request, token)) return refusal(401, 'a bearer token is needed, and it must be this listener’s')
  if (request.url !== '/events') return refusal(404, 'events go to /events')
  if (request.method !== 'POST') return refusal(405, 'events are posted')
  const body = await readBody(request)
  if (body === undefined) return refusal(413, `a body has at most ${largestBody} bytes`)
  const { events, rejected } = readBatch(body)
  const received = new Date().toISOString()
  const peer = `${request.socket.remoteAddress}:${request.socket.remotePort}`
  await store.append(events.map((event) => ({ received, source, transport: 'http', peer, event })))
  return { status: events.length > 0 || rejected.length === 0 ? 200 : 400, body: { accepted: events.length, rejected } }
}

/** Compares digests, which are of one length, so that the time taken tells nothing. */
function carries(request: IncomingMessage, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`))
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size <= largestBody) chunks.push(chunk)
  }
  return size > largestBody ? undefined : Buffer.concat(chunks).toString('utf8')
}

function refusal(status: number, error: string): Answer {
  return { status, body: { error } }
}

function toFailure(error: unknown): Answer {
  console.error(error instanceof Error ? error.message : error)
  return refusal(500, 'the events could not be stored')
}
