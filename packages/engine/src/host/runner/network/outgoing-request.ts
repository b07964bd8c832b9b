/** What a hook asks `fetch` to send. */
export interface OutgoingRequest {
  readonly url: string
  readonly method: string
  /** Names in lower case, sorted. */
  readonly headers: [string, string][]
  readonly redirect: Redirect
  readonly signal: AbortSignal | undefined
  readonly body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | undefined
}

type Redirect = Request['redirect']
type Given = Parameters<typeof fetch>

/** Reads what `fetch` was given, as the Fetch standard has it. @throws TypeError */
export function outgoingRequest(...given: Given): OutgoingRequest | Promise<OutgoingRequest> {
  return plainRequest(...given) ?? readRequest(...given)
}

async function readRequest(...[input, init]: Given): Promise<OutgoingRequest> {
  const request = new Request(input, init)
  const { url, method, headers, redirect, signal, body } = request
  signal.throwIfAborted()
  const read = body === null ? undefined : isStream(init?.body) ? body : new Uint8Array(await request.arrayBuffer())
  return { url, method, headers: [...headers], redirect, signal, body: read }
}

function isStream(body: unknown): boolean {
  return body instanceof ReadableStream || (typeof body === 'object' && body !== null && Symbol.asyncIterator in body)
}

const OPTIONS = new Set(['method', 'headers', 'body', 'redirect', 'signal'])
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
const REDIRECTS: readonly unknown[] = ['follow', 'error', 'manual'] satisfies Redirect[]
const NAME = /^[\w.-]+$/
const VALUE = /^(?:[!-~](?:[ -~]*[!-~])?)?$/

/**
 * Reads a request as nearly all hooks write it, without `Request`: Node takes some 40 ms to load that in a host, which the tenant can use to answer.
 *
 * @returns undefined where there is anything that only `Request` can tell, a fault among it
 */
export function plainRequest(...[input, init = {}]: Given): OutgoingRequest | undefined {
  const options = withoutUndefined(ownFields(init))
  const url = typeof input === 'string' || input instanceof URL ? URL.parse(input) : null
  if (options === undefined || url === null || url.username !== '' || url.password !== '') return undefined
  const { method = 'GET', headers = {}, body, redirect = 'follow', signal } = options
  const isKnown = Object.keys(options).every((name) => OPTIONS.has(name))
  const pairs = plainHeaders(headers)
  const text = plainBody(body, method)
  if (!isKnown || !isMethod(method) || pairs === undefined || text === null) return undefined
  if (!isRedirect(redirect) || !(signal === undefined || signal === null || signal instanceof AbortSignal))
    return undefined
  if (text !== undefined && !pairs.some(([name]) => name === 'content-type'))
    pairs.push(['content-type', 'text/plain;charset=UTF-8'])
  return {
    url: url.href,
    method,
    headers: pairs.sort(([a], [b]) => (a < b ? -1 : 1)),
    redirect,
    signal: signal ?? undefined,
    body: text === undefined ? undefined : new Uint8Array(Buffer.from(text)),
  }
}

/** @returns undefined where it is no plain object whose fields are all there to be seen, under names */
function ownFields(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const prototype = Object.getPrototypeOf(value)
  const isPlain = prototype === Object.prototype || prototype === null
  return isPlain && Reflect.ownKeys(value).length === Object.keys(value).length ? { ...value } : undefined
}

/** An option that is undefined counts as left out. */
function withoutUndefined(options: Readonly<Record<string, unknown>> | undefined): typeof options {
  return options && Object.fromEntries(Object.entries(options).filter(([, option]) => option !== undefined))
}

function plainHeaders(headers: unknown): [string, string][] | undefined {
  const fields = ownFields(headers)
  if (fields === undefined) return undefined
  const pairs = Object.entries(fields).map(([name, value]): [string, unknown] => [name.toLowerCase(), value])
  const isPlain = pairs.every(isPlainHeader) && new Set(pairs.map(([name]) => name)).size === pairs.length
  return isPlain ? (pairs as [string, string][]) : undefined
}

function isPlainHeader([name, value]: readonly [string, unknown]): boolean {
  return NAME.test(name) && typeof value === 'string' && VALUE.test(value)
}

/** @returns undefined for none, null for another than a plain one */
function plainBody(body: unknown, method: unknown): string | undefined | null {
  if (body === undefined || body === null) return undefined
  return typeof body === 'string' && method !== 'GET' && method !== 'HEAD' ? body : null
}

function isMethod(method: unknown): method is string {
  return typeof method === 'string' && METHODS.has(method)
}

function isRedirect(redirect: unknown): redirect is Redirect {
  return REDIRECTS.includes(redirect)
}
