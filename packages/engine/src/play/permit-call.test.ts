import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HttpCall, Product } from '@meshroom/model'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { capability, setting } from '../../test/build-mesh.ts'
import { failure } from '../../test/failure.ts'
import { TestMesh } from '../../test/test-mesh.ts'
import { execute } from './execute.ts'

let server: Server
let base: string
/** What came with the authorization header of each request, and its path. */
let seen: string[]

beforeEach(async () => {
  seen = []
  server = createServer(({ url, headers }, response) => {
    seen.push(`${url} ${headers.authorization}`)
    response.end(JSON.stringify({ echo: headers.authorization }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(() => void server.close())

interface Case {
  readonly url: string
  /** Of the setting API_URL, in the definition. */
  readonly byDefault?: string
  /** Of the instance. */
  readonly set?: Record<string, string>
  readonly net?: readonly string[]
  readonly args?: Record<string, string>
}

function meshOf({ url, byDefault, set = {}, net = [] }: Case): TestMesh {
  const http: HttpCall = { url, method: 'POST', auth: { secret: 'KEY', scheme: 'bearer' } }
  const more: Partial<Product> = {
    settings: [
      setting('API_URL', byDefault === undefined ? {} : { default: byDefault }),
      setting('OTHER'),
      setting('KEY', { secret: true }),
    ],
    permissions: { net, run: [], write: [], git: false },
  }
  const mesh = new TestMesh()
  mesh.product('edr', [capability('executes act', { http })], more).instance('edr', 'edr', set)
  mesh.secrets.set('instance edr/edr', { KEY: 'the-canary' })
  return mesh
}

const act = (mesh: TestMesh, args: Record<string, string> = {}) =>
  execute(mesh.open(), { topic: 'act', source: 'edr' }, args)

describe('a call goes out', () => {
  test.each<[string, () => Case]>([
    ['to the address that the team has set', () => ({ url: '{API_URL}/a', set: { API_URL: base } })],
    ['to that, with a path', () => ({ url: '{API_URL}/a', set: { API_URL: `${base}/api/` } })],
    ['to one that the product names and declares', () => ({ url: `${base}/a`, net: ['127.0.0.1'] })],
    ['to a default that the team left as it is', () => ({ url: '{API_URL}/a', byDefault: base })],
  ])('%s', async (_, make) => {
    await act(meshOf(make()))
    expect(seen).toEqual([expect.stringContaining('Bearer the-canary')])
  })

  test('and its answer comes back without the secret that it was sent', async () => {
    expect(await act(meshOf({ url: '{API_URL}/a', set: { API_URL: base } }))).toEqual({ echo: 'Bearer •••' })
  })
})

describe('no call goes out', () => {
  const other = () => base.replace('127.0.0.1', 'localhost')
  test.each<[string, () => Case]>([
    ['to an address that only the product names', () => ({ url: `${base}/a` })],
    ['to another port than is declared', () => ({ url: `${base}/a`, net: ['127.0.0.1:1'] })],
    ['to a host of which the setting is only a part', () => ({ url: 'http://{OTHER}/a', set: { OTHER: 'localhost' } })],
    [
      'to what the product appends to the setting',
      () => ({ url: `{API_URL}@${other().slice(7)}/a`, set: { API_URL: 'https://good.example' } }),
    ],
    [
      'to a host that the rest of the URL names',
      () => ({ url: `{API_URL}//${other().slice(7)}/a`, set: { API_URL: 'http:' } }),
    ],
    ['to a host that an argument names', () => ({ url: 'http://:host/a', args: { host: base.slice(7) } })],
  ])('%s', async (_, make) => {
    const made = make()
    const mesh = meshOf(made)
    const error = await failure(act(mesh, made.args))
    expect([error.code, seen]).toEqual([expect.stringMatching(/^(?:PERMISSION_DENIED|HTTP_URL_INVALID)$/), []])
  })

  test.each(['error', 'warning'] as const)(
    'of a definition with a slip: another authentication may have been meant (%s)',
    async (severity) => {
      const mesh = meshOf({ url: '{API_URL}/a', set: { API_URL: base } })
      const broken = { severity, code: 'MANIFEST_UNKNOWN_KEY', message: 'unknown key "auht"' }
      mesh.diagnostics.push({ ...broken, file: 'products/edr/definition.yaml', line: 9, column: 7 })
      expect((await failure(act(mesh))).code).toBe('MANIFEST_UNKNOWN_KEY')
      expect(seen).toEqual([])
    },
  )
})
