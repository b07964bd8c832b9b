import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { type CheckedCall, refuse } from './answer.ts'
import type { Route } from './route.ts'

/** Headers that HTTP clients send by themselves, and those that the API is documented to take. */
const knownHeaders = new Set([
  'host',
  'connection',
  'keep-alive',
  'content-type',
  'content-length',
  'transfer-encoding',
  'accept',
  'accept-encoding',
  'accept-language',
  'user-agent',
  'sec-fetch-mode',
  'authorization',
])

const uuidPart = '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'

/** Finds the route of a call and checks everything about it: key, headers, query, body. */
export async function checkCall(
  request: IncomingMessage,
  url: URL,
  { routes, path, apiKey }: { routes: readonly Route[]; path: string; apiKey: string },
): Promise<{ route: Route; call: CheckedCall }> {
  checkHeaders(request.headers, apiKey)
  const routed = routes.flatMap((route) => {
    const match = new RegExp(`^${route.path.replaceAll('*', uuidPart)}$`).exec(path)
    return match ? [{ route, uuids: match.slice(1) }] : []
  })
  if (routed.length === 0) refuse(404, `there is no ${path}`)
  const found =
    routed.find(({ route }) => route.method === request.method) ??
    refuse(405, `${path} does not take ${request.method}`)
  const query = checkQuery(url, found.route)
  const body = await checkBody(request, found.route)
  return { route: found.route, call: { uuids: found.uuids, query, body } }
}

function checkHeaders(headers: IncomingHttpHeaders, apiKey: string): void {
  const unknown = Object.keys(headers).find((name) => !knownHeaders.has(name))
  if (unknown) refuse(400, `the header ${unknown} is not known`)
  if (headers.authorization !== `Bearer ${apiKey}`) refuse(401, 'the API key is wrong')
}

function checkQuery(url: URL, { query = {} }: Route): Record<string, string> {
  const given = [...url.searchParams]
  const repeated = given.find(([name], index) => given.findIndex(([other]) => other === name) !== index)
  if (repeated) refuse(422, `${repeated[0]} is given twice`)
  const values = Object.fromEntries(given)
  const unknown = Object.keys(values).find((name) => !query[name])
  if (unknown) refuse(422, `the parameter ${unknown} is not known`)
  for (const [name, shape] of Object.entries(query)) {
    const fault = values[name] === undefined ? `${name} is missing` : shape(values[name], name)
    if (fault) refuse(422, fault)
  }
  return values
}

async function checkBody(request: IncomingMessage, { body: shape }: Route): Promise<Record<string, unknown>> {
  const bytes = await readAll(request)
  const type = request.headers['content-type'] ?? ''
  if (!shape) return bytes.length > 0 || type ? refuse(422, 'this call has no body') : {}
  if (shape === 'multipart') return checkPicture(bytes, type)
  if (type !== 'application/json') refuse(415, 'the body must be application/json')
  const body = parse(bytes)
  const fault = shape(body, 'body')
  if (fault) refuse(422, fault)
  return { ...(body as object) }
}

async function checkPicture(bytes: Buffer, type: string): Promise<Record<string, unknown>> {
  if (!type.startsWith('multipart/form-data; boundary=')) refuse(415, 'the body must be multipart/form-data')
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } })
    .formData()
    .catch(() => refuse(422, 'the form cannot be read'))
  const parts = [...form]
  const file = form.get('file')
  if (parts.length !== 1 || !(file instanceof File) || file.size === 0) refuse(422, 'the form must have one file')
  return {}
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return refuse(422, 'the body is not JSON')
  }
}
