import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type BenchOptions, benchWith, type HostBench } from '../../../test/host/host-bench.ts'
import { identifyProcess, isAlive } from './process-identity.ts'

const hooks = `
export const program = execute(({ run, arguments: a }) => run.program(a.command, a.args, a.options))
export const service = execute(({ run, arguments: a }) => run.service(a.id ?? 'listener', a.command ?? 'node', a.args, a.options))
export const stop = execute(({ run, arguments: a }) => run.stop(a.id ?? 'listener'))`

/** Listens where its first argument says, and tells what it was given. */
const listen = `
import { createServer } from 'node:net'
const port: number = Number(process.argv[2])
console.log('listening with', process.env.TOKEN, process.env.MESHROOM_TEST ?? 'nothing else', process.cwd())
createServer((socket) => socket.end('hello')).listen(port, '127.0.0.1')`

/** Ends at SIGTERM only when another process, in a group of its own, holds its port; that one lets go of it when it is called twice. */
const handsOver = `
import { fork } from 'node:child_process'
import { createServer } from 'node:net'
const server = createServer((socket) => socket.end('hello')).listen(Number(process.argv[2]), '127.0.0.1')
process.on('SIGTERM', () => {
  const heir = fork(new URL('heir.ts', import.meta.url), { detached: true, stdio: 'ignore' })
  heir.send('yours', server, () => heir.on('message', () => process.exit()))
})`

const heir = `
let calls = 0
process.on('message', (_, server) => {
  server.on('connection', (socket) => {
    socket.end()
    if (++calls === 2) process.exit()
  })
  process.send('taken')
})`

async function benchOf(options: BenchOptions = {}): Promise<HostBench> {
  const files = { 'products/edr/service/listen.ts': listen, 'products/edr/echo.ts': echo, ...options.files }
  const bench = await benchWith(hooks, { permissions: { run: ['node', 'sh', 'no-such-program'] }, ...options, files })
  onTestFinished(() =>
    bench.run('stop', { arguments: {} }).then(
      () => {},
      () => {},
    ),
  )
  return bench
}

const echo = `
let text = ''
process.stdin.on('data', (chunk) => (text += chunk)).on('end', () => {
  console.log(JSON.stringify({ text, args: process.argv.slice(2), given: process.env.GIVEN, token: process.env.MESHROOM_TEST ?? null }))
  console.error('to stderr')
  process.exit(3)
})`

/** Below the ports that systems hand out by themselves, so that no connection of another test takes it before the service does. */
async function freePort(): Promise<number> {
  const port = 20_000 + Math.floor(Math.random() * 10_000)
  const server = createServer()
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true))
  })
  await new Promise((resolve) => server.close(resolve))
  return isFree ? port : freePort()
}

describe('programs', () => {
  it.each(['echo.ts', 'products/edr/echo.ts'])(
    'node with a file of the product (%s) is our own Node',
    async (script) => {
      const bench = await benchOf()
      vi.stubEnv('MESHROOM_TEST', 'leak')
      const options = { stdin: 'typed', env: { GIVEN: 'x' } }
      const result = await bench.run('program', { arguments: { command: 'node', args: [script, '-a b'], options } })
      vi.unstubAllEnvs()
      expect(result).toEqual({
        code: 3,
        stdout: '{"text":"typed","args":["-a b"],"given":"x","token":null}\n',
        stderr: 'to stderr\n',
      })
    },
  )

  it('run in the folder of the project, and get no shell', async () => {
    const bench = await benchOf()
    const args = ['-c', 'pwd; echo "$1"', 'sh', '$(touch x); *']
    const { stdout } = (await bench.run('program', { arguments: { command: 'sh', args } })) as { stdout: string }
    expect(stdout.split('\n')).toEqual([expect.stringContaining(bench.root), '$(touch x); *', ''])
  })

  it.each([
    ['not declared', 'bash', [], 'PERMISSION_DENIED', /may not run "bash"/],
    ['not there', 'no-such-program', [], 'RUN_FAILED', /there is no program/],
    ['node without a file', 'node', [], 'RUN_FAILED', /needs a file/],
    ['node with code instead', 'node', ['-e', '1'], 'RUN_FAILED', /needs a file/],
    ['node with a file from elsewhere', 'node', ['/etc/hostname'], 'PATH_REFUSED', /not a file of edr/],
    ['too talkative', 'sh', ['-c', 'yes'], 'RUN_FAILED', /wrote more than/],
    ['killed', 'sh', ['-c', 'kill -9 $$'], 'RUN_FAILED', /ended by SIGKILL/],
  ])('that are %s fail', async (_, command, args, code, message) => {
    const bench = await benchOf()
    await expect(bench.run('program', { arguments: { command, args } })).rejects.toMatchObject({
      message: expect.stringMatching(message),
      data: { code },
    })
  })

  const payload = `console.log('ran')`
  const untrusted: readonly (readonly [string, string])[] = [
    ['a file without an ending', 'bin/tool'],
    ['a text', 'payload.txt'],
    ['data', 'payload.json'],
    ["what is git's own", '.git/evil.js'],
    ['a package in what is git’s own', '.git/node_modules/evil/index.js'],
    ['what a tool keeps', 'node_modules/.cache/evil.js'],
  ]

  it.each(untrusted)('are not %s of the product, which no question of trust covers', async (_, file) => {
    const bench = await benchOf({ files: { [`products/edr/${file}`]: payload } })
    const refused = {
      message: expect.stringContaining(`"${file}" is no code of edr that is trusted with it`),
      data: { code: 'PATH_REFUSED' },
      hint: expect.stringContaining('give the file an ending of code'),
    }
    await expect(bench.run('program', { arguments: { command: 'node', args: [file] } })).rejects.toMatchObject(refused)
    await expect(bench.run('service', { arguments: { args: [file] } })).rejects.toMatchObject(refused)
  })

  it('may be of a package of the product', async () => {
    const bench = await benchOf({ files: { 'products/edr/node_modules/lib/tool.js': payload } })
    const args = ['node_modules/lib/tool.js']
    expect(await bench.run('program', { arguments: { command: 'node', args } })).toMatchObject({ stdout: 'ran\n' })
  })

  it.each(['program', 'service'])('are asked about again where their code changed since (%s)', async (name) => {
    let trusted: string | undefined
    const bench = await benchOf({
      async admit({ digest }) {
        trusted ??= digest
        if (digest !== trusted) throw new Error('it changed')
      },
    })
    const given = { arguments: { command: 'node', args: ['echo.ts'] } }
    await bench.run('program', given)
    await bench.write({ 'products/edr/echo.ts': `${echo}\n// changed` })
    await expect(bench.run(name, given)).rejects.toThrow('it changed')
  })

  it('end with the hook, and with them what they started', async () => {
    const bench = await benchOf()
    const controller = new AbortController()
    const file = join(bench.root, '.meshroom/scratch/edr/pid')
    const args = ['-c', `sleep 600 & echo $! > ${file}; wait`]
    const running = bench.run('program', { arguments: { command: 'sh', args } }, { signal: controller.signal })
    const pid = Number(
      await vi.waitFor(async () => {
        const text = await readFile(file, 'utf8')
        expect(text).toMatch(/\d\n/)
        return text
      }, 5_000),
    )
    controller.abort()
    await expect(running).rejects.toMatchObject({ code: 'HOOK_CANCELLED' })
    await vi.waitFor(async () => expect(await identifyProcess(pid)).toBeUndefined(), 5_000)
  })
})

describe('a service', () => {
  const argumentsFor = (port: number, options: object = {}) => ({
    args: ['service/listen.ts', String(port)],
    options: { ready: { host: '127.0.0.1', port }, env: { TOKEN: 'a-token' }, ...options },
  })
  const start = (bench: HostBench, given: ReturnType<typeof argumentsFor>) =>
    bench.run('service', { arguments: given }) as Promise<{ pid: number; started: boolean } & Record<string, never>>

  it('outlives the command, is found running by the next one, and ends when it is stopped', async () => {
    const bench = await benchOf()
    const given = argumentsFor(await freePort())
    const first = await start(bench, given)
    expect(first.started).toBe(true)
    await bench.host.close()
    expect(isAlive(first.pid)).toBe(true)

    const next = await benchAt(bench)
    expect(await start(next, given)).toEqual({ pid: first.pid, started: false })
    await next.run('stop', { arguments: {} })
    expect(await identifyProcess(first.pid)).toBeUndefined()
    await next.run('stop', { arguments: {} })
    expect(await start(next, given)).toMatchObject({ started: true })
    await next.run('stop', { arguments: {} })
  })

  /** Another command in the same project. */
  async function benchAt({ root }: HostBench): Promise<HostBench> {
    return benchWith(hooks, { permissions: { run: ['node'] }, root })
  }

  it('is started anew when its arguments, its variables or its code changed', async () => {
    const bench = await benchOf()
    const port = await freePort()
    const first = await start(bench, argumentsFor(port))
    const second = await start(bench, argumentsFor(port, { env: { TOKEN: 'another' } }))
    expect([second.started, isAlive(first.pid)]).toEqual([true, false])
    await bench.write({ 'products/edr/service/listen.ts': `${listen}\n// changed` })
    expect(await start(bench, argumentsFor(port))).toMatchObject({ started: true })
    const elsewhere = await freePort()
    expect(await start(bench, argumentsFor(elsewhere))).toMatchObject({ started: true })
  })

  it('works in the folder of the project, with a log, and leaves no secret in its note', async () => {
    const bench = await benchOf()
    vi.stubEnv('MESHROOM_TEST', 'leak')
    await start(bench, argumentsFor(await freePort()))
    vi.unstubAllEnvs()
    const read = (name: string) => readFile(join(bench.root, '.meshroom/services/edr', name), 'utf8')
    expect(await read('listener.log')).toMatch(/^listening with a-token nothing else .*meshroom-host-/)
    expect(await read('listener.json')).not.toContain('a-token')
  })

  it('that ends at once says why', async () => {
    const bench = await benchOf({ files: { 'products/edr/service/listen.ts': `throw new Error('no licence')` } })
    await expect(start(bench, argumentsFor(await freePort()))).rejects.toMatchObject({
      message: expect.stringMatching(/ended before it was ready:.*no licence/s),
      hint: 'see .meshroom/services/edr/listener.log',
      data: { code: 'SERVICE_NOT_READY' },
    })
  })

  it('that cannot be reached in time is ended', async () => {
    const file = '.meshroom/scratch/edr/pid'
    const bench = await benchOf({
      files: {
        'products/edr/service/listen.ts': `import { writeFileSync } from 'node:fs'\nwriteFileSync('${file}', String(process.pid))\nsetTimeout(() => {}, 1e6)`,
      },
    })
    await expect(start(bench, argumentsFor(await freePort(), { timeoutMs: 800 }))).rejects.toMatchObject({
      message: expect.stringContaining('cannot be reached'),
    })
    expect(isAlive(Number(await readFile(join(bench.root, file), 'utf8')))).toBe(false)
  })

  it('is not taken for another one that listens on its port', async () => {
    const bench = await benchOf()
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    onTestFinished(() => void server.close())
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await expect(start(bench, argumentsFor(port))).rejects.toMatchObject({
      message: expect.stringContaining('something listens at'),
    })
  })

  it('waits a moment where what ran before has not let go of its port yet', async () => {
    const bench = await benchOf()
    const port = await freePort()
    const { pid } = await start(bench, argumentsFor(port))
    process.kill(pid, 'SIGKILL')
    await vi.waitFor(async () => expect(await identifyProcess(pid)).toBeUndefined(), 20_000)
    const last = await vi.waitFor(
      () =>
        new Promise<Server>((resolve, reject) => {
          const server = createServer((socket) => socket.end(() => server.close()))
          server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server))
        }),
      20_000,
    )
    onTestFinished(() => void last.close())
    expect(await start(bench, argumentsFor(port))).toMatchObject({ started: true })
  })

  it('is not started for a hook that was cancelled while it waited for its port', async () => {
    const noted = JSON.stringify({ pid: 2 ** 30, identity: 'gone', digest: 'gone' })
    const bench = await benchOf({ files: { '.meshroom/services/edr/listener.json': noted } })
    const given = argumentsFor(await freePort())
    const cancelled = new AbortController()
    const holder = createServer(() => cancelled.abort()).listen(given.options.ready.port, '127.0.0.1')
    onTestFinished(() => void holder.close())
    await once(holder, 'listening')
    const ended = bench.run('service', { arguments: given }, { signal: cancelled.signal })
    await expect(ended).rejects.toMatchObject({ code: 'HOOK_CANCELLED' })
    holder.close()
    await bench.run('stop', { arguments: {} })
    expect(existsSync(join(bench.root, '.meshroom/services/edr/listener.log'))).toBe(false)
  })

  it('starts anew after a stop though what it has started holds its port a moment longer', async () => {
    const bench = await benchOf({
      files: { 'products/edr/service/listen.ts': handsOver, 'products/edr/service/heir.ts': heir },
    })
    const given = argumentsFor(await freePort())
    const { pid } = await start(bench, given)
    await bench.run('stop', { arguments: {} })
    expect(await identifyProcess(pid)).toBeUndefined()
    expect(await start(bench, given)).toMatchObject({ started: true })
  })

  it('is not taken for a later process with its pid', async () => {
    const bench = await benchOf()
    const stranger = spawn('sleep', ['600'], { stdio: 'ignore' })
    onTestFinished(() => void stranger.kill())
    const given = argumentsFor(await freePort())
    const { pid } = await start(bench, given)
    const note = join(bench.root, '.meshroom/services/edr/listener.json')
    const noted = JSON.parse(await readFile(note, 'utf8'))
    process.kill(pid, 'SIGKILL')
    await vi.waitFor(async () => expect(await identifyProcess(pid)).toBeUndefined(), 20_000)
    await writeFile(note, JSON.stringify({ ...noted, pid: stranger.pid }))
    expect(await start(bench, given)).toMatchObject({ started: true })
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull()
  })

  it('is ended by force when it heeds no SIGTERM', async () => {
    const bench = await benchOf({
      files: { 'products/edr/service/listen.ts': `process.on('SIGTERM', () => console.log('no'))\n${listen}` },
    })
    const { pid } = await start(bench, argumentsFor(await freePort()))
    await bench.run('stop', { arguments: {} })
    expect(await identifyProcess(pid)).toBeUndefined()
  })

  it.each(['../x', 'a/b', '', '-x', 'a..b'])('is not called %j', async (id) => {
    const bench = await benchOf()
    await expect(bench.run('stop', { arguments: { id } })).rejects.toMatchObject({ data: { code: 'ARGUMENT_INVALID' } })
  })
})
