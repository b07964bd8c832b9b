import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JsonValue } from '@meshroom/hooks-sdk'
import { describe, expect, it, onTestFinished } from 'vitest'
import { failureOf } from '../../../../test/host/failure-of.ts'
import { benchWith, type HostBench } from '../../../../test/host/host-bench.ts'

/** A tenant on loopback, until the test is over. @returns its address, and what it was asked */
async function tenant(answer: RequestListener): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** A bench whose hook may reach 127.0.0.1, and no other host. */
const bench = (code: string): Promise<HostBench> =>
  benchWith(`export const it = execute(async ({ arguments: given, fetch: send, signal }) => { ${code} })`, {
    permissions: { net: ['127.0.0.1'] },
  })

const run = async (code: string, given: Record<string, JsonValue>) =>
  (await bench(code)).run('it', { arguments: given })

const echo: RequestListener = async (request, response) =>
  response.setHeader('x-kind', request.headers['content-type'] ?? 'none').end(await bodyOf(request))

describe('fetch in a hook, its own and the global one alike', () => {
  it.each(['fetch', 'send'])('%s sends what is given and gives what is answered', async (fetch) => {
    const { url, asked } = await tenant((request, response) => {
      response.writeHead(201, 'Made', { 'x-seen': request.headers['x-sent'] as string, 'set-cookie': ['a=1', 'b=2'] })
      request.pipe(response)
    })
    const code = `const response = await ${fetch}(given.url + '/x', { method: 'PUT', headers: { 'x-sent': 'yes' }, body: 'héllo' })
      const { status, statusText, headers, ok, url, redirected } = response
      return { status, statusText, ok, url, redirected, seen: headers.get('x-seen'), cookies: headers.getSetCookie(), text: await response.text() }`
    expect(await run(code, { url })).toEqual({
      status: 201,
      statusText: 'Made',
      ok: true,
      url: `${url}/x`,
      redirected: false,
      seen: 'yes',
      cookies: ['a=1', 'b=2'],
      text: 'héllo',
    })
    expect(asked).toEqual(['PUT /x'])
  })

  it.each([
    ['a form', `new URLSearchParams({ a: 'b c' })`, 'application/x-www-form-urlencoded;charset=UTF-8', 'a=b+c'],
    ['bytes', `new Uint8Array([104, 105])`, 'none', 'hi'],
    ['a stream', `new Blob(['in ', 'parts']).stream()`, 'none', 'in parts'],
    [
      'a generator',
      `(async function* () { yield Buffer.from('one '); yield Buffer.from('two') })()`,
      'none',
      'one two',
    ],
  ])('sends %s', async (_, body, kind, text) => {
    const { url } = await tenant(echo)
    const code = `const response = await fetch(given.url, { method: 'POST', body: ${body}, duplex: 'half' })
      return [response.headers.get('x-kind'), await response.text()]`
    expect(await run(code, { url })).toEqual([kind, text])
  })

  it('carries bodies of many megabytes both ways, with their length', async () => {
    const { url } = await tenant((request, response) => {
      response.setHeader('x-length', request.headers['content-length'] ?? 'unknown')
      request.pipe(response)
    })
    const code = `const body = 'x'.repeat(20_000_000)
      const response = await fetch(given.url, { method: 'POST', body })
      return [response.headers.get('x-length'), (await response.text()) === body]`
    expect(await run(code, { url })).toEqual(['20000000', true])
  })

  it('takes the length of such a body from the hook where it says one', async () => {
    const { url } = await tenant((request, response) =>
      request.resume().on('end', () => response.end(request.headers['content-length'])),
    )
    const code = `const body = 'x'.repeat(20_000_000)
      return (await fetch(given.url, { method: 'POST', body, headers: { 'Content-Length': String(body.length) } })).text()`
    expect(await run(code, { url })).toBe('20000000')
  })

  it.each(['fetch', 'send'])(
    '%s ends by the signal of a Request, and by that of the options before it',
    async (fetch) => {
      const { url } = await tenant((_, response) => response.end())
      const code = `const aborted = new Request(given.url, { signal: AbortSignal.abort(new Error('by the hook')) })
      const ended = (options) => ${fetch}(aborted, options).then(({ status }) => status, ({ message }) => message)
      return [await ended(), await ended({ signal: new AbortController().signal }), await ended({ signal: null })]`
      expect(await run(code, { url })).toEqual(['by the hook', 200, 200])
    },
  )

  it("ends by a Request's signal while the tenant thinks", async () => {
    const { url } = await tenant(() => {})
    const code = `const controller = new AbortController()
      const sent = send(new Request(given.url, { signal: controller.signal }))
      setTimeout(() => controller.abort(new Error('by the hook')), 50)
      return sent.then(({ status }) => status, ({ message }) => message)`
    expect(await run(code, { url })).toBe('by the hook')
  })

  it('reads a body no faster than the hook takes it', async () => {
    let written = 0
    const { url } = await tenant((_, response) => {
      const more = (): void => {
        for (let room = true; room && written < 200_000_000; written += 65_536)
          room = response.write(Buffer.alloc(65_536))
      }
      response.on('drain', more)
      more()
    })
    const code = `const reader = (await fetch(given.url)).body.getReader()
      await reader.read()
      await new Promise((go) => setTimeout(go, 200))
      await reader.cancel()
      return 'done'`
    expect(await run(code, { url })).toBe('done')
    expect(written).toBeLessThan(50_000_000)
  })

  it('sends a thousand requests without being slow, though nobody reads their bodies', async () => {
    const { url, asked } = await tenant((_, response) => response.end('{"ok":true}'))
    const code = `const began = performance.now()
      for (let at = 0; at < 1000; at++) if (!(await fetch(given.url)).ok) throw new Error('refused')
      return performance.now() - began`
    expect(await run(code, { url })).toBeLessThan(10_000)
    expect(asked.length).toBe(1000)
  })

  it('follows redirects to declared hosts, as the standard has it', async () => {
    const seen: unknown[] = []
    const { url } = await tenant(async (request, response) => {
      const { method, headers } = request
      seen.push([method, request.url, headers.authorization, await bodyOf(request)])
      if (request.url === '/from') response.writeHead(303, { location: '/to' }).end()
      else response.end('arrived')
    })
    const code = `const response = await fetch(given.url + '/from', { method: 'POST', body: 'x', headers: { authorization: 'k' } })
      return [response.redirected, response.url, await response.text()]`
    expect(await run(code, { url })).toEqual([true, `${url}/to`, 'arrived'])
    expect(seen).toEqual([
      ['POST', '/from', 'k', 'x'],
      ['GET', '/to', 'k', ''],
    ])
  })

  it('takes credentials nowhere but to the host they were meant for', async () => {
    const seen: (string | undefined)[] = []
    const other = await tenant((request, response) => {
      seen.push(request.headers.authorization, request.headers.cookie)
      response.end()
    })
    const { url } = await tenant((_, response) => response.writeHead(307, { location: other.url }).end())
    await run(`return (await fetch(given.url, { headers: { authorization: 'k', cookie: 'c' } })).status`, { url })
    expect(seen).toEqual([undefined, undefined])
  })

  it('gives a redirect as it is where the hook wants it so', async () => {
    const { url } = await tenant((_, response) =>
      response.writeHead(302, { location: 'http://elsewhere.example/' }).end(),
    )
    const code = `const { status, headers } = await fetch(given.url, { redirect: 'manual' }); return [status, headers.get('location')]`
    expect(await run(code, { url })).toEqual([302, 'http://elsewhere.example/'])
  })

  it('can be aborted before the head and within the body', async () => {
    const { url } = await tenant((request, response) => {
      if (request.url === '/body') response.write('first')
    })
    const code = `const waits = []
      for (const path of ['/head', '/body']) {
        const signal = AbortSignal.timeout(100)
        waits.push(await fetch(given.url + path, { signal }).then((response) => response.text()).catch((error) => error.name))
      }
      return waits`
    expect(await run(code, { url })).toEqual(['TimeoutError', 'TimeoutError'])
  })
})

describe('an undeclared host is refused', () => {
  const refused = {
    code: 'HOOK_FAILED',
    message: expect.stringContaining('may not reach'),
    data: { code: 'PERMISSION_DENIED' },
  }

  it.each([
    ['asked for', `await fetch('http://localhost:1/')`],
    ['asked for through the context', `await send('https://elsewhere.example/')`],
    [
      'of a WebSocket',
      `await new Promise((_, no) => { new WebSocket('ws://localhost:1').onerror = (event) => no(event.error) })`,
    ],
    ['by another name', `await fetch('http://[::1]:1/')`],
    ['of another product', `const { port } = new URL(given.url); await fetch('http://127.0.0.2:' + port)`],
  ])('%s', async (_, code) => {
    const { url, asked } = await tenant((__, response) => response.end())
    const it = await bench(code)
    const error = await it.run('it', { arguments: { url } }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject(refused)
    expect(error).toMatchObject({ hint: expect.stringContaining('permissions.net of products/edr/definition.yaml') })
    expect(asked).toEqual([])
  })

  it('to which a declared one redirects', async () => {
    const other = await tenant((_, response) => response.end('secret'))
    const { url } = await tenant((_, response) =>
      response.writeHead(307, { location: other.url.replace('127.0.0.1', 'localhost') }).end(),
    )
    const it = await bench(`await fetch(given.url, { method: 'POST', body: 'data' })`)
    const error = await it.run('it', { arguments: { url } }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      ...refused,
      message: expect.stringMatching(/redirects, and .*may not reach localhost/),
    })
    expect(other.asked).toEqual([])
  })

  it('even outside of any call', async () => {
    const hooks = await benchWith(`
const early = await fetch('http://127.0.0.1:9/').catch((error) => error.message)
export const it = execute(() => early)`)
    expect(await hooks.run('it')).toMatch(/may not reach|only while a hook runs/)
  })
})

describe('a tenant that fails', () => {
  const faults: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
    'half-closes in the middle of its answer': (_, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('half')
      setImmediate(() => response.socket?.end())
    },
    'closes without an answer': (request) => void request.socket.destroy(),
  }

  it.each(Object.entries(faults))('%s: the hook is told', async (_, fault) => {
    const { url } = await tenant(fault)
    const it = await bench(`return (await fetch(given.url)).text()`)
    const error = await it.run('it', { arguments: { url } }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'HOOK_FAILED', message: expect.stringMatching(/fetch failed|terminated/) })
  })

  it('answers 429 with Retry-After, and 500: the hook sees both as they are', async () => {
    const { url } = await tenant((request, response) =>
      request.url === '/busy'
        ? response.writeHead(429, { 'retry-after': '7' }).end('busy')
        : response.writeHead(500).end('broken'),
    )
    const code = `const busy = await fetch(given.url + '/busy'), broken = await fetch(given.url + '/broken')
      if (broken.status !== 500 || (await broken.text()) !== 'broken') return 'not broken'
      throw new RetryableError(await busy.text(), { after: Number(busy.headers.get('retry-after')) * 1000 })`
    const it = await bench(code)
    const error = await it.run('it', { arguments: { url } }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'HOOK_RETRYABLE', data: { after: 7000 } })
  })

  it('answers slowly: what has come is read at once, and the rest as it comes', async () => {
    const sentFirst = Promise.withResolvers<ServerResponse>()
    const { url } = await tenant((_, response) => {
      response.write('first ')
      sentFirst.resolve(response)
    })
    const it = await bench(`const reader = (await fetch(given.url)).body.getReader()
      console.log(Buffer.from((await reader.read()).value).toString())
      return Buffer.from((await reader.read()).value).toString()`)
    const running = it.run('it', { arguments: { url } })
    const response = await sentFirst.promise
    await expect.poll(() => it.logs()).toEqual(['first '])
    response.end('second')
    expect(await running).toBe('second')
  })

  it('times out after it has done what was asked: the hook fails by its time limit, and the tenant was asked once', async () => {
    const { url, asked } = await tenant(() => {})
    const hooks = await benchWith(
      `export const it = execute({ timeout: 300 }, async ({ arguments: given }) => (await fetch(given.url, { method: 'POST' })).status)`,
      { permissions: { net: ['127.0.0.1'] } },
    )
    const error = await hooks.run('it', { arguments: { url } }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'HOOK_TIMEOUT' })
    expect(asked).toEqual(['POST /'])
  })
})

describe('a hook that opens more than it closes', () => {
  it('is told so, and what it opened is closed when it ends', async () => {
    let open = 0
    const { url } = await tenant((request, response) => {
      open += 1
      request.socket.once('close', () => (open -= 1))
      response.write('x')
    })
    const it = await bench(`const kept = []; for (;;) kept.push(await fetch(given.url))`)
    expect(await failureOf({ ...it, run: () => it.run('it', { arguments: { url } }) }, 'it')).toMatchObject({
      code: 'HOOK_FAILED',
      data: { code: 'NETWORK_LIMIT' },
    })
    await expect.poll(() => open).toBe(0)
  })
})

describe('the global WebSocket', () => {
  it('fails with an event where nobody listens', async () => {
    const code = `return await new Promise((done) => {
      const socket = new WebSocket('ws://127.0.0.1:1/'), seen = []
      for (const kind of ['open', 'error', 'close']) socket.addEventListener(kind, () => seen.push(kind))
      socket.onclose = () => done([seen, socket.readyState])
    })`
    expect(await run(code, {})).toEqual([['error', 'close'], 3])
  })
})
