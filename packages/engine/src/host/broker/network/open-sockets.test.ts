import { createHash } from 'node:crypto'
import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { benchWith } from '../../../../test/host/host-bench.ts'

/** Serves until the test is over. @returns its port */
async function serve(server: Server, path?: string): Promise<number> {
  await new Promise<void>((resolve) =>
    path === undefined ? server.listen(0, '127.0.0.1', resolve) : server.listen(path, resolve),
  )
  onTestFinished(() => void server.close())
  return path === undefined ? (server.address() as AddressInfo).port : 0
}

const loopback = { permissions: { net: ['127.0.0.1'] } }

const talk = `
const talk = async (options, { connect }) => {
  const connection = await connect(options)
  await connection.write('PING\\n')
  let text = ''
  for await (const chunk of connection) {
    text += Buffer.from(chunk).toString()
    if (text.endsWith('\\n')) await connection.end()
  }
  return text
}
export const byte = execute((context) => talk(context.arguments, context))`

const echo = () => createServer((socket) => void socket.pipe(socket))

describe('connect', () => {
  it('speaks TCP', async () => {
    const port = await serve(echo())
    const bench = await benchWith(talk, loopback)
    expect(await bench.run('byte', { arguments: { host: '127.0.0.1', port } })).toBe('PING\n')
  })

  it('speaks to Unix sockets', async () => {
    const path = join(tmpdir(), `meshroom-${process.pid}.sock`)
    await serve(echo(), path)
    const bench = await benchWith(talk, { permissions: { net: [path] } })
    expect(await bench.run('byte', { arguments: { path } })).toBe('PING\n')
  })

  it('fails where nobody listens, where TLS is not spoken, and without an address', async () => {
    const plain = await serve(createServer((socket) => void socket.end('plain text\n')))
    const bench = await benchWith(talk, loopback)
    for (const given of [{ port: 1 }, { port: plain, tls: true }, { host: '127.0.0.1' }])
      await expect(bench.run('byte', { arguments: given })).rejects.toMatchObject({ code: 'HOOK_FAILED' })
  })

  it('ends with the hook', async () => {
    const closed = Promise.withResolvers<void>()
    const port = await serve(createServer((socket) => void socket.resume().once('close', () => closed.resolve())))
    const bench = await benchWith(
      `
export const wait = execute(async ({ connect, log, arguments: { port } }) => {
  const connection = await connect({ port })
  log.info('connected')
  for await (const chunk of connection) log.info(String(chunk))
})`,
      loopback,
    )
    const controller = new AbortController()
    const { push } = bench.events
    bench.events.push = (event) => {
      controller.abort()
      return push.call(bench.events, event)
    }
    const running = bench.run('wait', { arguments: { port } }, { signal: controller.signal })
    await expect(running).rejects.toMatchObject({ code: 'HOOK_CANCELLED' })
    await closed.promise
  })
})

/** A WebSocket server just large enough to see what a client sends: short text frames only. */
function webSocketServer(
  onUpgrade: (request: IncomingMessage) => void,
  onText: (text: string, reply: (text: string) => void, socket: Socket) => void,
) {
  return createHttpServer().on('upgrade', (request: IncomingMessage, socket: Socket) => {
    onUpgrade(request)
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
    const accept = createHash('sha1').update(key).digest('base64')
    socket.write(
      `HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    )
    socket.on('error', () => {})
    socket.on('data', (frame: Buffer) => {
      if (frame[0] !== 0x81) return void socket.end(Buffer.from([0x88, 0]))
      const text = frame.subarray(6).map((byte, i) => byte ^ (frame[2 + (i % 4)] ?? 0))
      onText(
        Buffer.from(text).toString(),
        (answer) => socket.write(Buffer.concat([Buffer.from([0x81, answer.length]), Buffer.from(answer)])),
        socket,
      )
    })
  })
}

describe('webSocket', () => {
  const hooks = `
export const live = execute(async ({ webSocket, arguments: { port } }) => {
  const socket = await webSocket('ws://127.0.0.1:' + port + '/live', { headers: { cookie: 'access_token_cookie=k' } })
  await socket.send('upgrade')
  const seen = []
  for await (const message of socket) {
    seen.push(message)
    if (seen.length === 2) await socket.close()
  }
  await socket.close()
  return [seen, await socket.send('late').catch((error) => error.message)]
})`

  it('sends headers and messages, and ends when it is closed', async () => {
    const cookies: unknown[] = []
    const server = webSocketServer(
      (request) => cookies.push([request.url, request.headers.cookie]),
      (text, reply) => {
        reply(`got ${text}`)
        reply('done')
      },
    )
    const bench = await benchWith(hooks, loopback)
    const port = await serve(server)
    expect(await bench.run('live', { arguments: { port } })).toEqual([
      ['got upgrade', 'done'],
      'the WebSocket is closed',
    ])
    expect(cookies).toEqual([['/live', 'access_token_cookie=k']])
  })

  it('ends when the peer closes', async () => {
    const bench = await benchWith(hooks, loopback)
    const port = await serve(
      webSocketServer(
        () => {},
        (_, __, socket) => void socket.end(Buffer.from([0x88, 0])),
      ),
    )
    expect(await bench.run('live', { arguments: { port } })).toEqual([[], 'the WebSocket is closed'])
  })

  it('fails where there is none', async () => {
    const bench = await benchWith(hooks, loopback)
    const port = await serve(createHttpServer((_, response) => void response.writeHead(404).end()))
    await expect(bench.run('live', { arguments: { port } })).rejects.toMatchObject({
      message: expect.stringContaining(`cannot open a WebSocket to 127.0.0.1:${port}`),
    })
  })
})
