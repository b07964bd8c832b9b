// The console of a made-up EDR, for the tutorial: it has plugins, and a threat search that exists only once its plugin is installed.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

export interface PracticeEdr {
  readonly url: string
  readonly server: Server
}

/** Starts the console on a port of this machine; every call must carry the API key. */
export async function startPracticeEdr(options: {
  readonly port: number
  readonly apiKey: string
}): Promise<PracticeEdr> {
  const plugins = new Map<string, unknown>()
  const server = createServer((request, response) => {
    serve(request, response, { plugins, apiKey: options.apiKey }).catch((cause: unknown) =>
      reply(response, 400, { error: String(cause) }),
    )
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${options.port}`, server }
}

interface Console {
  readonly plugins: Map<string, unknown>
  readonly apiKey: string
}

async function serve(request: IncomingMessage, response: ServerResponse, { plugins, apiKey }: Console): Promise<void> {
  if (request.headers.authorization !== `Bearer ${apiKey}`) return reply(response, 401, { error: 'wrong API key' })
  const [, collection, name] = (request.url ?? '/').split('/')
  if (collection === 'plugins') return servePlugin(request, response, { plugins, name })
  if (collection === 'search' && request.method === 'POST') return search(request, response, plugins)
  reply(response, 404, { error: `no such page: ${request.url}` })
}

async function servePlugin(
  request: IncomingMessage,
  response: ServerResponse,
  { plugins, name }: { plugins: Map<string, unknown>; name: string | undefined },
) {
  if (!name) return reply(response, 200, { items: [...plugins.keys()].sort() })
  if (request.method === 'PUT') plugins.set(name, await body(request))
  if (request.method === 'DELETE') plugins.delete(name)
  if (!plugins.has(name) && request.method === 'GET') return reply(response, 404, { error: `no plugin "${name}"` })
  reply(response, 200, { name, installed: plugins.has(name) })
}

async function search(request: IncomingMessage, response: ServerResponse, plugins: Map<string, unknown>) {
  if (!plugins.has('search_threat')) return reply(response, 404, { error: 'the search_threat plugin is not installed' })
  const { indicator } = (await body(request)) as { indicator?: string }
  if (!indicator) return reply(response, 422, { error: 'indicator is required' })
  reply(response, 200, { indicator, sightings: [{ host: 'workstation-7', path: '/tmp/dropper', seen: 2 }] })
}

async function body(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text === '' ? {} : JSON.parse(text)
}

function reply(response: ServerResponse, status: number, content: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content))
}
