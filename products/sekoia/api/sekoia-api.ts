import { type HookContext, HookError, type InstanceContext, type JsonValue, RetryableError } from '@meshroom/hooks-sdk'
import { asRecord, asText, type JsonRecord } from '../json/narrow.ts'
import { endpointsOf } from './endpoints.ts'

/** The part of a hook's context that calls need. */
export type ApiContext = Pick<HookContext, 'fetch' | 'signal'> & {
  readonly instance: Pick<InstanceContext, 'name' | 'settings' | 'secret'>
}

export type Query = Readonly<Record<string, string>>

/**
 * Calls of a tenant's API; each answers the parsed JSON object.
 *
 * @throws HookError `SEKOIA_UNAUTHORIZED`, `SEKOIA_NOT_FOUND`, `SEKOIA_REFUSED`; RetryableError where trying again may help
 */
export interface SekoiaApi {
  get(path: string, query?: Query): Promise<JsonRecord>
  /** Like `get`, but answers undefined for what does not exist. */
  find(path: string): Promise<JsonRecord | undefined>
  post(path: string, body: JsonRecord): Promise<JsonRecord>
  put(path: string, body: JsonRecord): Promise<JsonRecord>
  /** Sends a file as multipart form data. */
  putFile(path: string, file: { readonly field: string; readonly name: string; readonly content: Blob }): Promise<void>
  /** Deletes; what is already gone is fine. */
  delete(path: string): Promise<void>
}

/** Opens the API of the hook's instance with its key. */
export async function openApi(context: ApiContext): Promise<SekoiaApi> {
  const key = await context.instance.secret('API_KEY')
  const call = (method: string, path: string, init: RequestInit = {}) => send(context, { key, method, path, init })
  const json = (body: JsonRecord) => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  return {
    get: (path, query) => call('GET', path + queryText(query)),
    find: (path) => call('GET', path).catch(undefinedWhenMissing),
    post: (path, body) => call('POST', path, json(body)),
    put: (path, body) => call('PUT', path, json(body)),
    putFile: async (path, file) => void (await call('PUT', path, await multipart(file))),
    delete: async (path) => void (await call('DELETE', path).catch(undefinedWhenMissing)),
  }
}

interface Call {
  readonly key: string
  readonly method: string
  readonly path: string
  readonly init: RequestInit
}

async function send(context: ApiContext, { key, method, path, init }: Call): Promise<JsonRecord> {
  const headers = { ...init.headers, accept: 'application/json', authorization: `Bearer ${key}` }
  const url = endpointsOf(context.instance.settings).api + path
  const response = await context.fetch(url, { ...init, method, headers, signal: context.signal })
  const answer = asRecord(parse(await response.text()))
  if (response.ok) return answer
  throw failure(response, {
    call: `${method} ${path.split('?')[0]}`,
    reason: reasonOf(answer, key),
    instance: context.instance.name,
  })
}

/** What a refused call becomes. Exported so that the intake, which has no key in its header, fails in the same words. */
export function failure(
  response: Pick<Response, 'status' | 'headers'>,
  { call, reason, instance }: { readonly call: string; readonly reason: string; readonly instance: string },
): Error {
  const message = `Sekoia.io answered ${response.status} to ${call}${reason && `: ${reason}`}`
  if (response.status === 401 || response.status === 403) {
    return new HookError('SEKOIA_UNAUTHORIZED', message, { hint: `meshroom configure ${instance} -s API_KEY` })
  }
  if (response.status === 404) return new HookError('SEKOIA_NOT_FOUND', message)
  if (response.status === 429 || response.status >= 500)
    return new RetryableError(message, retryAfter(response.headers))
  return new HookError('SEKOIA_REFUSED', message)
}

function retryAfter(headers: Headers): { after?: number } {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? { after: Math.max(0, seconds * 1000) } : {}
}

/** The API's own words, short and without the key, should it ever echo it. */
function reasonOf(answer: JsonRecord, key: string): string {
  const words = asText(answer.message) ?? asText(answer.detail) ?? asText(answer.error) ?? ''
  return words.replaceAll(key, '***').slice(0, 300)
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text)
  } catch {
    return { message: text.slice(0, 300) }
  }
}

function queryText(query: Query = {}): string {
  const text = new URLSearchParams(query).toString()
  return text && `?${text}`
}

function undefinedWhenMissing(error: unknown): undefined {
  if (error instanceof HookError && error.code === 'SEKOIA_NOT_FOUND') return undefined
  throw error
}

/** The body as bytes with its boundary, because only plain bytes and text are sure to pass to the process that makes the call. */
async function multipart(file: { field: string; name: string; content: Blob }): Promise<RequestInit> {
  const form = new FormData()
  form.append(file.field, file.content, file.name)
  const encoded = new Response(form)
  const headers = { 'content-type': encoded.headers.get('content-type') ?? 'multipart/form-data' }
  return { body: await encoded.arrayBuffer(), headers }
}
