import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outgoingRequest, plainRequest } from './outgoing-request.ts'

const { signal } = new AbortController()

describe('a plain request', () => {
  it.each<[string, Parameters<typeof fetch>]>([
    ['a URL alone', ['https://edr.example/api?q=1#part']],
    ['a URL object', [new URL('https://edr.example')]],
    ['a host in capitals, a path to be escaped', ['HTTPS://EDR.example:443/ü ber?a=ö']],
    [
      'headers, sorted and in lower case',
      ['https://edr.example', { headers: { 'X-B': '2', Accept: 'a/b, c', 'x-a': '' } }],
    ],
    [
      'text with its type',
      ['https://edr.example', { method: 'POST', body: '{"a":"ü😀\ud800"}', headers: { 'content-type': 'a/json' } }],
    ],
    ['text without one', ['https://edr.example', { method: 'PUT', body: '', headers: { authorization: 'Bearer x' } }]],
    [
      'everything else left out',
      ['https://edr.example', { method: undefined as never, body: null, signal: null, redirect: 'manual' }],
    ],
  ])('is read without Request, and as Request reads it: %s', async (_, given) => {
    expect(withoutSignal(plainRequest(...given))).toEqual(withoutSignal(await throughRequest(...given)))
  })

  it('keeps the very signal', () => {
    expect(plainRequest('https://edr.example', { signal })?.signal).toBe(signal)
  })

  it('is what Request makes of whatever is given', async () => {
    const header = fc.tuple(
      oneOf(['a', 'B', 'content-type', 'x_y'], ['b', 'é', 'a b', '']),
      fc.string({ maxLength: 3 }),
    )
    const init = fc.record(
      {
        method: oneOf<string | null>(['POST', 'PATCH'], ['GET', 'get', 'patch', 'TRACE', 'a b', null]),
        headers: fc.oneof(
          {
            arbitrary: fc.array(header, { maxLength: 3 }).map((pairs): unknown => Object.fromEntries(pairs)),
            weight: 4,
          },
          fc.constantFrom<unknown>(
            Object.defineProperty({ a: 'b' }, 'c', { value: 'd' }),
            { a: 'b', [Symbol('c')]: 'd' },
            null,
            [['a', 'b']],
            new Headers({ a: 'b' }),
            { a: 1 },
            { a: undefined },
          ),
        ),
        body: fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom(null, 1, new URLSearchParams('a=b'), new Uint8Array([1])),
        ),
        redirect: oneOf<string | null>(['follow', 'error'], ['never', null]),
        keepalive: fc.constantFrom(undefined, undefined, true),
      },
      { requiredKeys: [] },
    )
    const url = oneOf(
      ['https://a.example', 'http://a.example:80/ä?b', 'data:,x'],
      ['http://u:p@a.example', '/path', 'https://a.example:99999', ''],
    )
    let plain = 0
    await fc.assert(
      fc.asyncProperty(url, init, async (input, options) => {
        const given = [input, options] as Parameters<typeof fetch>
        const read = plainRequest(...given)
        if (read === undefined) return
        plain++
        expect(withoutSignal(read)).toEqual(withoutSignal(await throughRequest(...given)))
      }),
      { numRuns: 2_000 },
    )
    expect(plain).toBeGreaterThan(200)
  })
})

describe('another request', () => {
  it.each<[string, Parameters<typeof fetch>]>([
    ['a Request', [new Request('https://edr.example', { method: 'POST', body: 'x' })]],
    ['Headers', ['https://edr.example', { headers: new Headers({ a: 'b' }) }]],
    ['a form', ['https://edr.example', { method: 'POST', body: new URLSearchParams('a=b') }]],
    ['an option that few know', ['https://edr.example', { cache: 'no-store' }]],
    [
      'an option that is not to be seen',
      ['https://edr.example', Object.defineProperty({}, 'method', { value: 'POST' }) as RequestInit],
    ],
    ['one of a class', ['https://edr.example', Object.assign(Object.create({ method: 'POST' }), {})]],
  ])('is left to Request: %s', async (_, given) => {
    expect(plainRequest(...given)).toBeUndefined()
    expect((await outgoingRequest(...given)).url).toBe('https://edr.example/')
  })

  it.each<[string, Parameters<typeof fetch>]>([
    ['a path alone', ['/api']],
    ['a name with a password', ['https://user:pass@edr.example']],
    ['a body that nobody reads', ['https://edr.example', { body: 'x' }]],
    ['a header of two lines', ['https://edr.example', { method: 'POST', headers: { a: 'b\r\nc: d' } }]],
    ['a header under a symbol', ['https://edr.example', { headers: { [Symbol('a')]: 'b' } as Record<string, string> }]],
    ['a method of two words', ['https://edr.example', { method: 'GET /x' }]],
    ['a signal that is none', ['https://edr.example', { signal: {} as AbortSignal }]],
  ])('is refused with the words of Request: %s', async (_, given) => {
    await expect(async () => outgoingRequest(...given)).rejects.toThrow(TypeError)
  })
})

function oneOf<T>(usual: readonly T[], odd: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { arbitrary: fc.constantFrom(...usual), weight: 4 },
    { arbitrary: fc.constantFrom(...odd), weight: 1 },
  )
}

async function throughRequest(...given: Parameters<typeof fetch>) {
  const request = new Request(...given)
  const { url, method, headers, redirect, body, signal: own } = request
  const bytes = body === null ? undefined : new Uint8Array(await request.arrayBuffer())
  return { url, method, headers: [...headers], redirect, signal: own, body: bytes }
}

function withoutSignal<T extends object>(read: T | undefined): object {
  return { ...read, signal: undefined }
}
