// A small EDR to have a tenant of: it keeps what its agents saw in telemetry.ndjson, and has plugins. What it can do by itself is little;
// searching its telemetry for a threat is a plugin that somebody must install over its API, which is what the demo's setup hook does.
//
//   MYEDR_API_KEY=… node edr-console.ts FOLDER [PORT]
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'

export interface Console {
  readonly url: string
  close(): Promise<void>
}

export interface ConsoleOptions {
  /** Where telemetry.ndjson is. */
  readonly folder: string
  /** 0 for any. */
  readonly port: number
  readonly apiKey: string
}

/** Starts the console on this machine; every call of its API must carry the key. */
export async function startConsole({ folder, port, apiKey }: ConsoleOptions): Promise<Console> {
  const plugins = new Map<string, { readonly token: string }>()
  const server = createServer(async (request, response) => {
    const answer = await route(request, { folder, apiKey, plugins, url: urlOf(server.address()) })
    reply(response, answer)
  })
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return {
    url: urlOf(server.address()),
    close: () => new Promise((done) => server.close(() => done())),
  }
}

interface Tenant {
  readonly folder: string
  readonly apiKey: string
  readonly plugins: Map<string, { readonly token: string }>
  readonly url: string
}

interface Answer {
  readonly status: number
  readonly body?: unknown
}

async function route(request: IncomingMessage, tenant: Tenant): Promise<Answer> {
  const [, plugin, search] = /^\/plugins\/(\w+)(\/search)?$/.exec(request.url ?? '') ?? []
  if (plugin && search) return searchTelemetry(request, tenant, plugin)
  if (!bears(request, tenant.apiKey)) return { status: 401, body: { error: 'wrong API key' } }
  if (plugin) return changePlugin(request, tenant, plugin)
  return { status: request.url === '/' ? 200 : 404, body: { plugins: [...tenant.plugins.keys()].sort() } }
}

/** Installing a plugin opens a door of its own, with a token of its own; installing it again changes nothing. */
function changePlugin({ method }: IncomingMessage, { plugins, url }: Tenant, name: string): Answer {
  if (method === 'PUT' && !plugins.has(name)) plugins.set(name, { token: randomBytes(24).toString('base64url') })
  if (method === 'DELETE') plugins.delete(name)
  const plugin = plugins.get(name)
  if (method === 'DELETE' || plugin)
    return { status: 200, body: plugin ? { url: `${url}/plugins/${name}/search`, ...plugin } : {} }
  return { status: 404, body: { error: `no plugin "${name}" is installed` } }
}

async function searchTelemetry(request: IncomingMessage, { folder, plugins }: Tenant, name: string): Promise<Answer> {
  const plugin = plugins.get(name)
  if (!plugin) return { status: 404, body: { error: `no plugin "${name}" is installed` } }
  if (!bears(request, plugin.token)) return { status: 401, body: { error: 'wrong token' } }
  if (request.method !== 'POST') return { status: 405, body: { error: 'searches are posted' } }
  const { indicator } = await bodyOf(request)
  if (typeof indicator !== 'string' || indicator === '')
    return { status: 422, body: { error: 'say which indicator to look for' } }
  const telemetry = await readFile(join(folder, 'telemetry.ndjson'), 'utf8').catch(() => '')
  const sightings = telemetry.split('\n').filter((line) => line.includes(indicator))
  return { status: 200, body: { indicator, sightings: sightings.map((line) => JSON.parse(line)) } }
}

function bears(request: IncomingMessage, token: string): boolean {
  return request.headers.authorization === `Bearer ${token}`
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  try {
    return { ...JSON.parse(text) }
  } catch {
    return {}
  }
}

function reply(response: ServerResponse, { status, body }: Answer): void {
  response
    .writeHead(status, { 'content-type': 'application/json', connection: 'close' })
    .end(`${JSON.stringify(body ?? {})}\n`)
}

function urlOf(address: ReturnType<ReturnType<typeof createServer>['address']>): string {
  return typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : ''
}

if (import.meta.main) {
  const [folder = '.', port = '4191'] = process.argv.slice(2)
  const apiKey = process.env.MYEDR_API_KEY
  if (!apiKey) throw new Error('say which key the console asks for: MYEDR_API_KEY=… node edr-console.ts FOLDER [PORT]')
  const { url } = await startConsole({ folder, port: Number(port), apiKey })
  console.log(`The console of myedr is at ${url}; it keeps nothing of its plugins when you stop it with Ctrl-C.`)
}
