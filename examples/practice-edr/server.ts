// A small console of a made-up EDR, for the tutorial: it has plugins, and a threat search that exists only once its plugin is installed.
// usage: node server.ts PORT API_KEY_FILE
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

const [port = '4190', keyFile] = process.argv.slice(2)
if (!keyFile) throw new Error('usage: node server.ts PORT API_KEY_FILE')
const apiKey = readFileSync(keyFile, 'utf8').trim()
const plugins = new Map<string, unknown>()

createServer(async (request, response) => {
  if (request.headers.authorization !== `Bearer ${apiKey}`) return reply(response, 401, { error: 'wrong API key' })
  const [, collection, name] = (request.url ?? '/').split('/')
  if (collection === 'plugins') return servePlugin(request, response, name)
  if (collection === 'search' && request.method === 'POST') return search(request, response)
  reply(response, 404, { error: `no such page: ${request.url}` })
}).listen(Number(port), '127.0.0.1', () => console.log(`practice EDR on http://127.0.0.1:${port}`))

async function servePlugin(request: IncomingMessage, response: ServerResponse, name: string | undefined) {
  if (!name) return reply(response, 200, { items: [...plugins.keys()].sort() })
  if (request.method === 'PUT') plugins.set(name, await body(request))
  if (request.method === 'DELETE') plugins.delete(name)
  if (!plugins.has(name) && request.method === 'GET') return reply(response, 404, { error: `no plugin "${name}"` })
  reply(response, 200, { name, installed: plugins.has(name) })
}

async function search(request: IncomingMessage, response: ServerResponse) {
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
