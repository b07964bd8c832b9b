import { hostname } from 'node:os'
import type { Connection, ProduceResult } from '@meshroom/hooks-sdk'
import type { Destination } from './destination.ts'
import { formatSyslog, frame } from './format-syslog.ts'

/** How the outside is reached: through Meshroom by hooks, directly by the forwarder. */
export interface Network {
  readonly fetch: typeof fetch
  connect(endpoint: { readonly host: string; readonly port: number }): Promise<Connection>
}

/** Nothing was sent, and trying again may help; `afterMs` where the destination named a time. */
export class Unreachable extends Error {
  readonly afterMs: number | undefined

  constructor(message: string, options: { readonly afterMs?: number; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Unreachable'
    this.afterMs = options.afterMs
  }
}

export interface Delivery {
  readonly destination: Destination
  readonly network: Network
  /** Bearer token of an HTTP destination. */
  readonly token?: string
  readonly signal: AbortSignal
}

/**
 * Sends lines in one go and says what became of each.
 *
 * @throws Unreachable when none was sent
 * @throws Error when the destination refuses them all
 */
export async function sendLines(lines: readonly string[], delivery: Delivery): Promise<ProduceResult> {
  if (lines.length === 0) return { accepted: 0, rejected: [] }
  const { destination } = delivery
  return destination.transport === 'http' ? post(lines, destination.url, delivery) : write(lines, destination, delivery)
}

/** Syslog says nothing back: lines count as taken when the receiver has closed its end after them. */
async function write(
  lines: readonly string[],
  { host, port, app }: Extract<Destination, { transport: 'syslog' }>,
  { network }: Delivery,
): Promise<ProduceResult> {
  const connection = await network.connect({ host, port }).catch((cause: unknown) => {
    throw new Unreachable(`cannot connect to ${host}:${port}`, { cause })
  })
  const head = { timestamp: new Date().toISOString(), host: hostname(), app }
  try {
    await connection.write(lines.map((line) => frame(formatSyslog(line, head))).join(''))
    await connection.end()
    for await (const _ of connection);
    return { accepted: lines.length, rejected: [] }
  } catch (error) {
    const reason = `the connection broke: ${error instanceof Error ? error.message : error}`
    return { accepted: 0, rejected: lines.map((_, index) => ({ index, reason, retryable: true })) }
  }
}

async function post(
  lines: readonly string[],
  url: string,
  { network, token, signal }: Delivery,
): Promise<ProduceResult> {
  const headers = { 'content-type': 'application/x-ndjson', ...(token && { authorization: `Bearer ${token}` }) }
  const body = lines.map((line) => `${toJson(line)}\n`).join('')
  const response = await network.fetch(url, { method: 'POST', headers, body, signal }).catch((cause: unknown) => {
    throw new Unreachable(`cannot reach ${url}`, { cause })
  })
  const answer = await response.text()
  const wait = Number(response.headers.get('retry-after')) * 1000
  if (response.status === 429 || response.status >= 500)
    throw new Unreachable(`${url} answered ${response.status}`, wait > 0 ? { afterMs: wait } : {})
  const rejected = rejectedIn(answer)
  if (!response.ok && rejected.length === 0) throw new Error(`${url} answered ${response.status}: ${answer.trim()}`)
  return { accepted: lines.length - rejected.length, rejected }
}

/** A line that is no JSON travels as the `message` of an object. */
function toJson(line: string): string {
  try {
    return JSON.stringify(JSON.parse(line))
  } catch {
    return JSON.stringify({ message: line })
  }
}

/** What a receiver did not take, where it says so: `{"rejected": [{"index": 0, "reason": "…"}]}`. */
function rejectedIn(answer: string): ProduceResult['rejected'] {
  try {
    const { rejected } = JSON.parse(answer)
    if (!Array.isArray(rejected)) return []
    return rejected.map(({ index, reason }) => ({ index: Number(index), reason: String(reason), retryable: false }))
  } catch {
    return []
  }
}
