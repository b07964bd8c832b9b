import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { failure } from '../../test/failure.ts'
import { type SendOptions, sendRequest } from './send-request.ts'

let server: Server | undefined

afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)))
  server = undefined
})

async function send(serve: RequestListener, options: Partial<SendOptions> = {}, method = 'POST') {
  const listening = createServer(serve)
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const url = new URL(`http://127.0.0.1:${(listening.address() as AddressInfo).port}/a?token=canary`)
  return sendRequest(
    { url, method, headers: {}, ...(method === 'POST' && { body: 'x' }) },
    { redact: (text) => text, ...options },
  )
}

test('an answer that does not come in time', async () => {
  const error = await failure(send(() => {}, { timeoutMs: 20 }))
  expect(error.code).toBe('HTTP_TIMEOUT')
  expect(error.message).not.toContain('canary')
})

test('an answer whose body stops half way counts as not in time too', async () => {
  const slow: RequestListener = (_, response) => void response.writeHead(200, { 'content-length': '10' }).write('half')
  expect((await failure(send(slow, { timeoutMs: 50 }))).code).toBe('HTTP_TIMEOUT')
})

test('an answer that is cut off', async () => {
  const cut: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-length': '10' }).write('half', () => response.destroy())
  }
  expect((await failure(send(cut))).code).toBe('HTTP_UNREACHABLE')
})

test('a call that is cancelled', async () => {
  const controller = new AbortController()
  const error = await failure(send(() => controller.abort(), { signal: controller.signal }))
  expect(error.code).toBe('CANCELLED')
})

test('an answer that never ends is not read to its end', async () => {
  const chunk = Buffer.alloc(1024 * 1024)
  const endless: RequestListener = (_, response) => {
    const more = () => {
      while (response.write(chunk));
      response.once('drain', more)
    }
    more()
  }
  expect((await failure(send(endless))).code).toBe('HTTP_TOO_LARGE')
})

test.each([
  [302, 'GET', ''],
  [303, 'GET', ''],
  [307, 'POST', 'x'],
  [308, 'POST', 'x'],
])('a redirect with %i goes on as %s', async (status, method, body) => {
  const seen: string[] = []
  const moves: RequestListener = async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    seen.push(`${request.method} ${request.url} ${Buffer.concat(chunks)}`)
    if (seen.length === 1) response.writeHead(status, { location: '/b' }).end()
    else response.end('there')
  }
  expect((await send(moves)).body).toBe('there')
  expect(seen[1]).toBe(`${method} /b ${body}`)
})
