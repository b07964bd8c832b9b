import { MeshroomError } from '@meshroom/model'
import type { BuiltRequest } from './build-request.ts'

export interface SendOptions {
  readonly signal?: AbortSignal | undefined
  /** For the whole answer; default 30,000. */
  readonly timeoutMs?: number
  /** Takes secrets out of what an error quotes. */
  redact(text: string): string
}

/** The body of an answer, and what it says it is. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

const longestBody = 10 * 1024 * 1024
const longestExcerpt = 500
const mostRedirects = 5

/**
 * Sends a request and reads its answer. Redirects are followed on the same host only, and never from https to http.
 *
 * @throws MeshroomError `HTTP_STATUS` with `data.status` for an answer that is not 2xx, with the beginning of its body, secrets taken out;
 * `HTTP_REDIRECT_REFUSED`, `HTTP_TIMEOUT`, `HTTP_UNREACHABLE`, `HTTP_TOO_LARGE`; `CANCELLED` when aborted
 */
export async function sendRequest(request: BuiltRequest, options: SendOptions): Promise<Answer> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 30_000)
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal])
  try {
    const response = await follow(request, signal)
    const body = await readBody(response, request)
    if (response.ok) return { status: response.status, contentType: response.headers.get('content-type') ?? '', body }
    throw wrongStatus(request, { response, body, redact: options.redact })
  } catch (error) {
    throw explain(error, { request, timeout, cancelled: options.signal?.aborted === true })
  }
}

async function follow(request: BuiltRequest, signal: AbortSignal): Promise<Response> {
  let current = request
  for (let hops = 0; ; hops++) {
    const { url, method, headers, body } = current
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal,
      ...(body !== undefined && { body }),
    })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status >= 400 || location === null) return response
    await response.body?.cancel()
    current = redirected(current, { status: response.status, location })
    if (hops >= mostRedirects) throw refused(current, `it was redirected more than ${mostRedirects} times`)
  }
}

function redirected(request: BuiltRequest, { status, location }: { status: number; location: string }): BuiltRequest {
  const url = URL.canParse(location, request.url) ? new URL(location, request.url) : undefined
  if (url === undefined || url.host !== request.url.host)
    throw refused(request, `it redirects to ${url?.host ?? 'no URL'}`)
  if (request.url.protocol === 'https:' && url.protocol !== 'https:')
    throw refused(request, 'it redirects from https to http')
  if (status === 307 || status === 308 || request.method === 'GET' || request.method === 'HEAD')
    return { ...request, url }
  const { body: _, ...rest } = request
  return { ...rest, url, method: 'GET' }
}

/** Reads no more than is allowed, whatever the answer says of its length. */
async function readBody(response: Response, request: BuiltRequest): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > longestBody)
      throw new MeshroomError('HTTP_TOO_LARGE', `${say(request)} answers more than ${longestBody} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function wrongStatus(
  request: BuiltRequest,
  { response, body, redact }: { response: Response; body: string; redact(text: string): string },
): MeshroomError {
  const clean = redact(body).trim()
  const excerpt = clean.length > longestExcerpt ? `${clean.slice(0, longestExcerpt)}…` : clean
  const { status, statusText } = response
  return new MeshroomError(
    'HTTP_STATUS',
    `${say(request)} answers ${status} ${statusText}${excerpt === '' ? '' : `: ${excerpt}`}`,
    {
      hint:
        status === 401 || status === 403
          ? 'is the secret right? meshroom configure <instance> -s <NAME>'
          : 'see what the tenant says',
      data: { status },
    },
  )
}

function refused(request: BuiltRequest, why: string): MeshroomError {
  return new MeshroomError('HTTP_REDIRECT_REFUSED', `${say(request)} is not followed: ${why}`, {
    hint: 'write the URL that is meant into the capability',
  })
}

function explain(
  error: unknown,
  { request, timeout, cancelled }: { request: BuiltRequest; timeout: AbortSignal; cancelled: boolean },
): unknown {
  if (error instanceof MeshroomError) return error
  if (cancelled) return new MeshroomError('CANCELLED', `${say(request)} was cancelled`)
  if (timeout.aborted) return new MeshroomError('HTTP_TIMEOUT', `${say(request)} did not answer in time`)
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
  return new MeshroomError('HTTP_UNREACHABLE', `${say(request)} cannot be reached${code}`, {
    hint: 'is the URL right, and the tenant up?',
    cause: error,
  })
}

/** Without the query: it may hold what is nobody's business. */
function say({ method, url }: BuiltRequest): string {
  return `${method} ${url.origin}${url.pathname}`
}
