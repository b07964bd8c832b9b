import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Action, Outcome } from './blocklist.ts'

const largestBody = 64 * 1024

export interface Answer {
  readonly status: number
  readonly body: unknown
}

export interface Gate {
  readonly action: Action
  readonly token: string
  change(net: string | undefined, action: Action): Promise<Outcome['answer']>
}

/** A POST with `{"ipv4_net": "…"}` or `{"ipv6_net": "…"}` is an order; a GET asks what is denied. Both need the bearer token. */
export async function answerOrder(request: IncomingMessage, { action, token, change }: Gate): Promise<Answer> {
  if (!carries(request, token)) return refusal(401, "a bearer token is needed, and it must be this plug's")
  if (request.method !== 'GET' && request.method !== 'POST') return refusal(405, 'orders are posted')
  try {
    if (request.method === 'GET') return { status: 200, body: await change(undefined, 'query') }
    return { status: 200, body: await change(netOf(await readBody(request)), action) }
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) return refusal(422, error.message)
    console.error(error instanceof Error ? error.message : error)
    return refusal(500, 'the blocklist could not be changed')
  }
}

/** Compares digests, which are of one length, so that the time taken tells nothing. */
function carries(request: IncomingMessage, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`))
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk
    if (text.length > largestBody) throw new TypeError(`an order has at most ${largestBody} characters`)
  }
  return text
}

function netOf(body: string): string | undefined {
  const order: unknown = body === '' ? {} : JSON.parse(body)
  if (typeof order !== 'object' || order === null) throw new TypeError('an order is a JSON object')
  const { ipv4_net, ipv6_net }: { ipv4_net?: unknown; ipv6_net?: unknown } = order
  const net = ipv4_net ?? ipv6_net
  if (net !== undefined && typeof net !== 'string') throw new TypeError('ipv4_net and ipv6_net are strings')
  return net
}

function refusal(status: number, error: string): Answer {
  return { status, body: { error } }
}
