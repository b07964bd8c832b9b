/** A request as a hook makes it. */
export interface MadeRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: NonNullable<RequestInit['body']>
}

/** A request with one thing wrong, and what that is. */
export interface Mutation {
  readonly name: string
  readonly request: MadeRequest
}

/** Fields whose content the vendor leaves to the caller; they themselves must be there and be objects or lists. */
const free = new Set(['value', 'arguments', 'connector_configuration', 'datasources', 'taxonomy', 'content'])

/** Every way of making one thing of a request wrong: headers, method, path, query, and each field of its body. */
export function mutationsOf(request: MadeRequest): Mutation[] {
  return [...ofHeaders(request), ...ofAddress(request), ...ofQuery(request), ...ofBody(request)]
}

function ofHeaders(request: MadeRequest): Mutation[] {
  const { authorization: _, ...unsigned } = request.headers
  const type = request.headers['content-type']
  return [
    { name: 'without key', request: { ...request, headers: unsigned } },
    { name: 'wrong key', request: withHeader(request, 'authorization', 'Bearer wrong') },
    { name: 'key as basic', request: withHeader(request, 'authorization', 'Basic a2V5') },
    { name: 'extra header', request: withHeader(request, 'x-community', 'mine') },
    ...(type ? [{ name: 'wrong content type', request: withHeader(request, 'content-type', 'text/plain') }] : []),
  ]
}

function withHeader(request: MadeRequest, name: string, value: string): MadeRequest {
  return { ...request, headers: { ...request.headers, [name]: value } }
}

function ofAddress(request: MadeRequest): Mutation[] {
  const url = new URL(request.url)
  const at = (pathname: string) => ({ ...request, url: Object.assign(new URL(url), { pathname }).href })
  const uuids = url.pathname.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? []
  return [
    { name: 'other method', request: { ...request, method: 'PATCH' } },
    { name: 'longer path', request: at(`${url.pathname}/more`) },
    ...uuids.map((uuid) => ({ name: 'no uuid', request: at(url.pathname.replace(uuid, 'not-a-uuid')) })),
  ]
}

function ofQuery(request: MadeRequest): Mutation[] {
  const url = new URL(request.url)
  const withQuery = (change: (query: URLSearchParams) => void) => {
    const changed = new URL(url)
    change(changed.searchParams)
    return { ...request, url: changed.href }
  }
  const each = [...url.searchParams.keys()].flatMap((name) => [
    { name: `query without ${name}`, request: withQuery((query) => query.delete(name)) },
    { name: `query with empty ${name}`, request: withQuery((query) => query.set(name, '')) },
    { name: `query with ${name} twice`, request: withQuery((query) => query.append(name, query.get(name) ?? '')) },
    {
      name: `query with ${name} renamed`,
      request: withQuery((query) => {
        query.append(`${name}s`, query.get(name) ?? '')
        query.delete(name)
      }),
    },
  ])
  return [...each, { name: 'extra parameter', request: withQuery((query) => query.append('page', '2')) }]
}

function ofBody(request: MadeRequest): Mutation[] {
  if (request.body === undefined)
    return [
      {
        name: 'a body',
        request: { ...withHeader(request, 'content-type', 'application/json'), ...bodyFor(request, '{}') },
      },
    ]
  if (typeof request.body !== 'string') return ofForm(request)
  const body: unknown = JSON.parse(request.body)
  const variants = mutationsOfValue(body, '')
  const wrong = [
    { name: 'no JSON', request: { ...request, body: '{' } },
    { name: 'empty body', request: { ...request, body: '' } },
    { name: 'a list', request: { ...request, body: '[]' } },
  ]
  return [
    ...wrong,
    ...variants.map(({ name, value }) => ({ name, request: { ...request, body: JSON.stringify(value) } })),
  ]
}

/** fetch refuses a GET with a body by itself, so such a call is tried as the POST that the path may not have. */
function bodyFor({ method }: MadeRequest, body: string): Partial<MadeRequest> {
  return method === 'GET' ? { method: 'POST', body: `${body} ` } : { body }
}

function ofForm(request: MadeRequest): Mutation[] {
  const bytes = Buffer.from(request.body as ArrayBuffer).toString('latin1')
  const send = (text: string) => ({ ...request, body: Buffer.from(text, 'latin1') })
  return [
    { name: 'form with its field renamed', request: send(bytes.replace('name="file"', 'name="picture"')) },
    { name: 'form with a text instead of a file', request: send(bytes.replace(/; filename="[^"]*"/, '')) },
    { name: 'form cut off', request: send(bytes.slice(0, bytes.length / 2)) },
    { name: 'no form', request: send('') },
  ]
}

interface Variant {
  readonly name: string
  readonly value: unknown
}

function mutationsOfValue(value: unknown, at: string): Variant[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  const fields = Object.entries(value)
  const without = (name: string) => Object.fromEntries(fields.filter(([field]) => field !== name))
  const each = fields.flatMap(([name, content]) => [
    { name: `without ${at}${name}`, value: without(name) },
    { name: `${at}${name} renamed`, value: { ...without(name), [`${name}_`]: content } },
    ...wrongTypes(content).map((wrong) => ({
      name: `${at}${name} as ${JSON.stringify(wrong)}`,
      value: { ...value, [name]: wrong },
    })),
    ...(free.has(name) ? [] : mutationsOfValue(content, `${at}${name}.`)).map((inner) => ({
      name: inner.name,
      value: { ...value, [name]: inner.value },
    })),
  ])
  return [...each, { name: `${at}unexpected added`, value: { ...value, unexpected: true } }]
}

function wrongTypes(value: unknown): unknown[] {
  return [7, 'not-of-the-kind', {}, [[]]].filter(
    (wrong) => kindOf(wrong) !== kindOf(value) && !(value === null && wrong === null),
  )
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value
}
