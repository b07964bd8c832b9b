import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HttpCall } from '@meshroom/model'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { capability, setting } from '../../test/build-mesh.ts'
import { collect } from '../../test/collect.ts'
import { failure } from '../../test/failure.ts'
import { TestMesh } from '../../test/test-mesh.ts'
import { execute } from './execute.ts'
import { produce } from './produce.ts'
import { watch } from './watch.ts'

interface Seen {
  readonly line: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

let server: Server
let base: string
let seen: Seen[]
let answer: (request: Seen, response: ServerResponse) => void
let mesh: TestMesh

/** A tenant on loopback that remembers what it was asked. */
beforeEach(async () => {
  seen = []
  answer = (_, response) => response.setHeader('content-type', 'application/json').end('{"ok":true}')
  server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  mesh = new TestMesh()
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const one = {
    line: `${request.method} ${request.url}`,
    headers: request.headers,
    body: Buffer.concat(chunks).toString(),
  }
  seen.push(one)
  answer(one, response)
}

/** What a product must declare that names the tenant itself. */
const permissions = { net: ['127.0.0.1'], run: [], write: [], git: false }

/** An instance `edr` whose product executes `act` by a call. */
function acts(http: Partial<HttpCall>, settings: Record<string, string> = {}): void {
  const call = { url: `${base}/act`, method: 'POST', ...http }
  mesh.product('edr', [capability('executes act', { http: call })], {
    settings: [setting('API_URL'), setting('KEY', { secret: true })],
    permissions,
  })
  mesh.instance('edr', 'edr', settings)
}

const act = (args: Record<string, string> = {}) => execute(mesh.open(), { topic: 'act', source: 'edr' }, args)

describe('the request', () => {
  test('arguments go to the path where it names them, encoded, and to a JSON body', async () => {
    acts({ url: `${base}/hosts/:host/isolate` })
    expect(await act({ host: 'a/b c', minutes: '5' })).toEqual({ ok: true })
    expect(seen[0]).toMatchObject({ line: 'POST /hosts/a%2Fb%20c/isolate', body: '{"minutes":"5"}' })
    expect(seen[0]?.headers['content-type']).toBe('application/json')
  })

  test('of a GET they go to the query', async () => {
    acts({ method: 'GET' })
    await act({ q: 'a&b=c' })
    expect(seen[0]).toMatchObject({ line: 'GET /act?q=a%26b%3Dc', body: '' })
  })

  test('a setting is the beginning of the URL as it is, and encoded elsewhere', async () => {
    acts({ url: '{API_URL}/act/{region}' }, { API_URL: `${base}/api/`, region: 'eu/west' })
    await act()
    expect(seen[0]?.line).toBe('POST /api/act/eu%2Fwest')
  })

  test.each<[HttpCall['auth'] & object, string, string]>([
    [{ secret: 'KEY', scheme: 'bearer' }, 'authorization', 'Bearer s3cret!'],
    [{ secret: 'KEY', scheme: 'basic', name: 'admin' }, 'authorization', `Basic ${btoa('admin:s3cret!')}`],
    [{ secret: 'KEY', scheme: 'header', name: 'X-Key' }, 'x-key', 's3cret!'],
  ])('is authenticated by a secret of the instance: %o', async (auth, header, value) => {
    mesh.secrets.set('instance edr/edr', { KEY: 's3cret!' })
    acts({ auth })
    await act()
    expect(seen[0]?.headers[header]).toBe(value)
  })

  test.each([
    ['a path parameter is missing', { url: '/:host' }, {}, 'ARGUMENT_MISSING'],
    ['a path parameter would leave its folder', { url: '/:host' }, { host: '..' }, 'ARGUMENT_INVALID'],
    ['a setting has no value', { url: '/{nothing}' }, {}, 'SETTING_MISSING'],
    ['a secret has no value', { url: '/', auth: { secret: 'KEY', scheme: 'bearer' } as const }, {}, 'SECRET_MISSING'],
  ])('is not sent when %s', async (_, { url, ...http }, args, code) => {
    acts({ url: `${base}${url}`, ...http })
    expect((await failure(act(args))).code).toBe(code)
    expect(seen).toEqual([])
  })
})

test.each(['canary@', 'ada:canary@', ':canary@'])(
  'a setting with "%s" in its URL is no URL to call, and is not repeated',
  async (user) => {
    acts({ url: '{API_URL}/act' }, { API_URL: base.replace('://', `://${user}`) })
    const error = await failure(act())
    expect(error.code).toBe('HTTP_URL_INVALID')
    expect(`${error.message} ${error.hint}`).not.toContain('canary')
    expect(seen).toEqual([])
  },
)

describe('the answer', () => {
  test('that is no success is an error with its status and the beginning of its body, without the secret', async () => {
    mesh.secrets.set('instance edr/edr', { KEY: 's3cret!' })
    acts({ auth: { secret: 'KEY', scheme: 'basic', name: 'admin' } })
    answer = ({ headers }, response) =>
      response.writeHead(422).end(`${headers.authorization} ${'s3cret! '.repeat(200)}`)
    const error = await failure(act())
    expect(error.code).toBe('HTTP_STATUS')
    expect(error.data).toEqual({ status: 422 })
    expect(error.message).toContain('answers 422')
    expect(error.message).not.toContain('s3cret')
    expect(error.message).not.toContain(btoa('admin:s3cret!'))
    expect(error.message.length).toBeLessThan(700)
  })

  test('that redirects to another host is refused: the secret would go there', async () => {
    acts({})
    answer = (_, response) => response.writeHead(307, { location: 'http://localhost:1/act' }).end()
    expect((await failure(act())).code).toBe('HTTP_REDIRECT_REFUSED')
  })

  test('that redirects on the same host is followed with method and body', async () => {
    acts({})
    answer = ({ line }, response) =>
      line.endsWith('/act') ? response.writeHead(308, { location: '/v2' }).end() : response.end('"moved"')
    expect(await act({ a: '1' })).toBe('moved')
    expect(seen[1]).toMatchObject({ line: 'POST /v2', body: '{"a":"1"}' })
  })

  test('that redirects for ever is refused', async () => {
    acts({})
    answer = (_, response) => response.writeHead(308, { location: '/act' }).end()
    expect((await failure(act())).code).toBe('HTTP_REDIRECT_REFUSED')
  })

  test('that is no JSON is a text', async () => {
    acts({})
    answer = (_, response) => response.end('done')
    expect(await act()).toBe('done')
  })

  test('that never comes because nobody is there', async () => {
    acts({ url: 'http://127.0.0.1:1/act' })
    expect((await failure(act())).code).toBe('HTTP_UNREACHABLE')
  })
})

describe('a plug without any hook', () => {
  const target = { topic: 'threats', source: 'tip', destination: 'edr' }

  test('a push consumer with a URL takes each line; what it refuses is rejected with the reason', async () => {
    mesh.product('tip', [capability('produces threats', { http: { url: base, method: 'POST' } })], { permissions })
    mesh.product('edr', [capability('consumes threats', { http: { url: `${base}/intel`, method: 'POST' } })], {
      permissions,
    })
    mesh.instance('tip', 'tip').instance('edr', 'edr').plug('threats', 'tip', 'edr', { status: 'up' })
    answer = ({ body }, response) => response.writeHead(body === 'no' ? 400 : 204).end()
    async function* lines() {
      yield* ['{"type":"bundle"}', 'no']
    }
    const results = await collect(produce(mesh.open(), target, lines()))
    expect(results.map(({ accepted }) => accepted)).toEqual([true, false])
    expect(results[1]?.reason).toContain('answers 400')
    expect(seen.map(({ line, body }) => `${line} ${body}`)).toEqual(['POST /intel {"type":"bundle"}', 'POST /intel no'])
    expect(seen.map(({ headers }) => headers['content-type'])).toEqual([
      'application/json',
      'text/plain; charset=utf-8',
    ])
  })

  test.each([
    ['a list', 'application/json', '[1,2]', [1, 2]],
    ['a list below items', 'application/json', '{"items":[1],"total":1}', [1]],
    ['lines', 'application/x-ndjson', '{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
    ['one object', 'application/json', '{"type":"bundle"}', [{ type: 'bundle' }]],
  ])('a pull producer with a URL is asked, and each item yielded once: %s', async (_, type, body, expected) => {
    mesh.product('tip', [capability('produces threats pull', { http: { url: `${base}/intel`, method: 'GET' } })], {
      permissions,
    })
    mesh.product('edr').hook('edr', 'setup.consumer', { topic: 'threats', mode: 'pull' })
    mesh.instance('tip', 'tip').instance('edr', 'edr').plug('threats', 'tip', 'edr', { mode: 'pull', status: 'up' })
    const controller = new AbortController()
    answer = (_, response) => {
      if (seen.length > 2) controller.abort()
      response.setHeader('content-type', type).end(body)
    }
    const records = await collect(watch(mesh.open(), target, { pollMs: 1, signal: controller.signal }))
    expect(records.map(({ event }) => event)).toEqual(expected)
  })
})
