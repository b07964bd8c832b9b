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

describe('a hook that is being ended', () => {
  it('may close what the engine has closed already', async () => {
    const cancelled = new AbortController()
    const port = await serve(createServer((socket) => void socket.once('data', () => cancelled.abort())))
    const bench = await benchWith(
      `export const it = execute(async ({ connect, signal, log, arguments: { port } }) => {
  const connection = await connect({ port })
  const aborted = new Promise((go) => signal.addEventListener('abort', go))
  connection.write('x').catch(() => {})
  await aborted
  await connection.end()
  log.info('closed')
})`,
      loopback,
    )
    const running = bench.run('it', { arguments: { port } }, { signal: cancelled.signal })
    await expect(running).rejects.toMatchObject({ code: 'HOOK_CANCELLED' })
    expect(bench.logs()).toEqual(['closed'])
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
    const take = (frame: Buffer) => {
      if (frame[0] !== 0x81) return void socket.end(Buffer.from([0x88, 0]))
      const text = frame.subarray(6).map((byte, i) => byte ^ (frame[2 + (i % 4)] ?? 0))
      onText(
        Buffer.from(text).toString(),
        (answer) => socket.write(Buffer.concat([Buffer.from([0x81, answer.length]), Buffer.from(answer)])),
        socket,
      )
    }
    let rest = Buffer.alloc(0)
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk])
      // Frames come in pieces and several at a time: two bytes of head, four of mask, and what the second byte counts.
      for (let end = endOfFrame(rest); end <= rest.length; end = endOfFrame(rest)) {
        take(rest.subarray(0, end))
        rest = rest.subarray(end)
      }
    })
  })
}

function endOfFrame(bytes: Buffer): number {
  return bytes.length < 2 ? Number.POSITIVE_INFINITY : 6 + ((bytes[1] ?? 0) & 0x7f)
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

describe('the global WebSocket', () => {
  const hooks = `
export const live = execute(({ arguments: { port } }) => new Promise((done) => {
  const socket = new WebSocket('ws://127.0.0.1:' + port + '/live', { headers: { 'x-key': 'k' } })
  const seen = [socket.readyState]
  socket.onopen = () => { seen.push('open ' + socket.readyState); socket.send('first'); socket.send(new TextEncoder().encode('bytes')) }
  socket.addEventListener('message', ({ data }) => { seen.push(data); socket.close() })
  socket.addEventListener('close', ({ wasClean }) => { seen.push('closed', wasClean, socket.readyState); done(seen) })
}))`

  it('goes through the engine, and is what browsers have', async () => {
    const headers: unknown[] = []
    const server = webSocketServer(
      (request) => headers.push(request.headers['x-key']),
      (text, reply) => reply(`got ${text}`),
    )
    const bench = await benchWith(hooks, loopback)
    const port = await serve(server)
    expect(await bench.run('live', { arguments: { port } })).toEqual([0, 'open 1', 'got first', 'closed', true, 3])
    expect(headers).toEqual(['k'])
  })
})

describe('a peer that does not keep up', () => {
  /** Takes the connection, and then reads nothing. */
  const deaf = () =>
    webSocketServer(
      (request) => void setImmediate(() => request.socket.pause()),
      () => {},
    )

  it('makes the hook wait, whatever it sends', async () => {
    const bench = await benchWith(
      `export const flood = execute(async ({ webSocket, arguments: { port } }) => {
  const socket = await webSocket('ws://127.0.0.1:' + port)
  const late = () => new Promise((go) => setTimeout(go, 500, 'late'))
  let sent = 0
  while (sent < 100 && (await Promise.race([socket.send('x'.repeat(1 << 20)), late()])) !== 'late') sent += 1
  return sent
})`,
      loopback,
    )
    const sent = await bench.run('flood', { arguments: { port: await serve(deaf()) } })
    expect(sent).toBeLessThan(50)
  })

  it('fills no memory by WebSockets that are closed before it has read', async () => {
    const bench = await benchWith(
      `import { writeSync } from 'node:fs'
export const flood = execute(async ({ webSocket, arguments: { port } }) => {
  for (let round = 1; round < 10; round++) {
    const socket = await webSocket('ws://127.0.0.1:' + port)
    const sent = socket.send('x'.repeat(16 << 20))
    setTimeout(() => writeSync(4, JSON.stringify({ type: 'ask', ask: 900 + round, call: 1, service: 'net.close', args: { stream: round } }) + '\\n'), 50)
    await sent.catch((error) => { if (error.code === 'NETWORK_LIMIT') throw error })
  }
})`,
      loopback,
    )
    await expect(bench.run('flood', { arguments: { port: await serve(deaf()) } })).rejects.toMatchObject({
      data: { code: 'NETWORK_LIMIT' },
    })
  })
})

describe('a hook that does not keep up with a WebSocket', () => {
  /** A text message of so many bytes, as a server frames it. */
  function frame(size: number): Buffer {
    const head = Buffer.from([0x81, 127, 0, 0, 0, 0, 0, 0, 0, 0])
    head.writeUInt32BE(size, 6)
    return Buffer.concat([head, Buffer.alloc(size, 'x')])
  }

  it.each([
    ['messages', 10_001, 1],
    ['bytes', 65, 1024 * 1024],
  ])('is told so once too many %s wait for it', async (_, count, size) => {
    const server = webSocketServer(
      () => {},
      (text, _, socket) => {
        if (text === 'flood') for (let at = 0; at < count; at++) socket.write(frame(size))
      },
    )
    const bench = await benchWith(
      `export const slow = execute({ timeout: 8_000 }, async ({ webSocket, arguments: { port } }) => {
  const socket = await webSocket('ws://127.0.0.1:' + port)
  await socket.send('flood')
  const isOpen = () => socket.send('x').then(() => true, () => false)
  while (await isOpen()) await new Promise((go) => setTimeout(go, 20))
  for await (const message of socket);
})`,
      loopback,
    )
    await expect(bench.run('slow', { arguments: { port: await serve(server) } })).rejects.toMatchObject({
      data: { code: 'NETWORK_LIMIT' },
      message: expect.stringContaining('does not keep up'),
    })
  })
})

describe('net: direct', () => {
  const direct = { permissions: { net: ['direct'] } }
  const hooks = `
import { connect as dial } from 'node:net'
import { once } from 'node:events'
export const own = execute(async ({ arguments: { port } }) => {
  const socket = dial(port, '127.0.0.1')
  socket.end('PING')
  return String((await once(socket, 'data'))[0])
})
${talk}`

  it('lets a hook open sockets itself, and still ask the engine', async () => {
    const port = await serve(echo())
    const bench = await benchWith(hooks, direct)
    expect(await bench.run('own', { arguments: { port } })).toBe('PING')
    expect(await bench.run('byte', { arguments: { port } })).toBe('PING\n')
  })

  it('lets a hook make Unix sockets in its scratch folder, wherever it stands there', async () => {
    const bench = await benchWith(
      `import { existsSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
const { TMPDIR } = process.env
export const listen = execute(async () => {
  mkdirSync(TMPDIR + '/inner')
  for (const path of ['own.sock', './inner/own.sock', TMPDIR + '/whole.sock']) await once(createServer().listen(path), 'listening')
  process.chdir('inner')
  await once(createServer().listen('../inner/moved.sock'), 'listening')
  return ['own.sock', 'inner/own.sock', 'whole.sock', 'inner/moved.sock'].map((path) => existsSync(TMPDIR + '/' + path))
})`,
      direct,
    )
    expect(await bench.run('listen')).toEqual([true, true, true, true])
  })
})

describe('a host that misbehaves on the network', () => {
  const raw = (service: string, args: object) => JSON.stringify({ type: 'ask', ask: 900, call: 1, service, args })

  it.each([
    ['speaks of a stream that was never opened', raw('net.read', { stream: 77 })],
    ['numbers a stream by a text', raw('net.fetch', { stream: 'x', url: 'http://127.0.0.1/' })],
    ['asks for no URL', raw('net.fetch', { stream: 1, url: 'file:///etc/passwd', method: 'GET', headers: [] })],
    [
      'gives headers that are none',
      raw('net.fetch', { stream: 1, url: 'http://127.0.0.1/', method: 'GET', headers: { a: 1 } }),
    ],
    [
      'gives a header that would end the head',
      raw('net.fetch', { stream: 1, url: 'http://127.0.0.1/', method: 'GET', headers: [['a', 'b\r\nc: d']] }),
    ],
    ['gives a port that is none', raw('net.connect', { stream: 1, host: '127.0.0.1', port: 99_999 })],
    ['writes to nothing', raw('net.write', { stream: 5, bytes: 'x' })],
    ['asks for a service that is not', raw('net.listen', { stream: 1 })],
  ])('that %s is refused, and goes on', async (_, message) => {
    const bench = await benchWith(
      `import { writeSync } from 'node:fs'
export const it = execute(async ({ arguments: { message } }) => { writeSync(4, message + '\\n'); await new Promise((go) => setTimeout(go, 50)); return 'went on' })`,
      loopback,
    )
    expect(await bench.run('it', { arguments: { message } })).toBe('went on')
  })

  it.each([
    ['more of them than it may have open', `Array.from({ length: 300 }, () => connect({ host: '127.0.0.1', port }))`],
    [
      'two under one number',
      `[1, 1].map((stream, ask) => raw({ ask, service: 'net.connect', args: { stream, port } }))`,
    ],
  ])('leaves no connection behind that nobody listens to, when it opens %s', async (_, opened) => {
    const bench = await benchWith(
      `import { writeSync } from 'node:fs'
const raw = ({ ask, ...more }) => { writeSync(4, JSON.stringify({ type: 'ask', ask: 900 + ask, call: 1, ...more }) + '\\n'); return new Promise((go) => setTimeout(go, 300)) }
export const it = execute(async ({ connect, arguments: { port } }) => { await Promise.allSettled(${opened}); return 'went on' })`,
      loopback,
    )
    expect(await bench.run('it', { arguments: { port: 1 } })).toBe('went on')
  })

  it('cannot make the engine wait for one stream twice', async () => {
    const port = await serve(createServer(() => {}))
    const bench = await benchWith(
      `export const it = execute(async ({ connect, arguments: { port } }) => {
  const connection = await connect({ port })
  const reads = [1, 2].map(() => connection[Symbol.asyncIterator]().next().catch((error) => error.code))
  return await Promise.race(reads)
})`,
      loopback,
    )
    expect(await bench.run('it', { arguments: { port } })).toBe('ARGUMENT_INVALID')
  })

  it('is still listened to while very many of its connections wait', async () => {
    const port = await serve(createServer(() => {}))
    const bench = await benchWith(
      `export const it = execute(async ({ connect, log, files, arguments: { port } }) => {
  for (let at = 0; at < 200; at++) { const connection = await connect({ port }); connection[Symbol.asyncIterator]().next().catch(() => {}) }
  return files.exists('products/edr/hooks.ts')
})`,
      loopback,
    )
    expect(await bench.run('it', { arguments: { port } })).toBe(true)
  })
})
