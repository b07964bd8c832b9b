import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { connect as openSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Connection, type HookContext, HookError, type PlugContext, type Settings } from '@meshroom/hooks-sdk'

/**
 * A project in a temporary folder, and what Meshroom does for hooks there, done for real: files below the tenant's folder only,
 * TCP, HTTP, programs and services. What the products under test do not use throws.
 */
export interface Machine {
  readonly root: string
  readonly secrets: Map<string, string>
  /** Ids of the services that run. */
  running(): string[]
  /** Command lines of every service started, and their environment. */
  readonly started: { readonly id: string; readonly argv: readonly string[] }[]
  context(product: string): HookContext
  plug(plug: Partial<PlugContext>): PlugContext
  close(): Promise<void>
}

export function newMachine(): Machine {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'local-products-')))
  const secrets = new Map<string, string>()
  const services = new Map<string, { child: ChildProcess; command: string }>()
  const started: { id: string; argv: readonly string[] }[] = []
  mkdirSync(join(root, 'tenants'))

  async function stop(id: string): Promise<void> {
    const service = services.get(id)
    services.delete(id)
    if (!service || service.child.exitCode !== null || service.child.signalCode !== null) return
    const ended = once(service.child, 'exit')
    service.child.kill()
    await ended
  }

  const run: HookContext['run'] = {
    async program(command, args, options) {
      if (command !== 'node') throw new HookError('PERMISSION_DENIED', command)
      const child = spawn(process.execPath, args, {
        cwd: root,
        env: { ...options?.env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const [stdout, stderr, [code]] = await Promise.all([
        textOf(child.stdout),
        textOf(child.stderr),
        once(child, 'close'),
      ])
      return { code, stdout, stderr }
    },
    async service(id, command, args, options = {}) {
      if (command !== 'node') throw new HookError('PERMISSION_DENIED', command)
      const running = services.get(id)
      if (running?.command === JSON.stringify(args) && running.child.exitCode === null)
        return { pid: running.child.pid!, started: false }
      await stop(id)
      const child = spawn(process.execPath, args, {
        cwd: root,
        env: { ...options.env },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      services.set(id, { child, command: JSON.stringify(args) })
      started.push({ id, argv: child.spawnargs })
      if (options.ready) await untilReady(child, options.ready)
      return { pid: child.pid!, started: true }
    },
    stop,
  }

  const inTenants = (path: string) => {
    const full = resolve(root, path)
    if (!full.startsWith(join(root, 'tenants/'))) throw new HookError('PATH_REFUSED', path)
    return full
  }

  const files: HookContext['files'] = {
    read: (path) => readFile(inTenants(path), 'utf8'),
    async readBytes(path, range) {
      const bytes = await readFile(inTenants(path))
      return range ? bytes.subarray(range.start, range.start + range.length) : bytes
    },
    readManifests: unused,
    async write(path, content) {
      await mkdir(dirname(inTenants(path)), { recursive: true })
      await writeFile(inTenants(path), content)
    },
    exists: (path) =>
      stat(inTenants(path)).then(
        () => true,
        () => false,
      ),
    async list(path) {
      const entries = await readdir(inTenants(path), { recursive: true, withFileTypes: true }).catch(() => [])
      const names = entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(inTenants(path), join(entry.parentPath, entry.name)))
      return names.sort()
    },
    remove: (path) => rm(inTenants(path), { recursive: true, force: true }),
  }

  return {
    root,
    secrets,
    started,
    running: () => [...services.keys()].sort(),
    context: (name) => ({
      project: { name: basename(root), environment: 'default' },
      product: { name, tags: [], definition: {} },
      log: { debug() {}, info() {}, warn() {}, error() {} },
      progress() {},
      signal: AbortSignal.timeout(20_000),
      prompt: { text: unused, secret: unused, confirm: unused, select: unused },
      templates: { render: unused },
      git: { sync: unused, branch: unused, commit: unused, push: unused },
      webSocket: unused,
      fetch,
      connect,
      files,
      run,
    }),
    plug: (given) => newPlug(given, secrets),
    async close() {
      await Promise.all([...services.keys()].map(stop))
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function newPlug(given: Partial<PlugContext>, secrets: Map<string, string>): PlugContext {
  const outputs: Record<string, Settings[string]> = { ...given.outputs }
  return {
    source: 'agent',
    destination: 'collector',
    topic: 'events',
    mode: 'push',
    settings: {},
    ...given,
    outputs,
    async output(name, value) {
      outputs[name] = value
    },
    async secret(name) {
      const value = secrets.get(name)
      if (value === undefined) throw new HookError('SECRET_MISSING', name)
      return value
    },
    async setSecret(name, value) {
      if (value === null) secrets.delete(name)
      else secrets.set(name, value)
    },
  }
}

async function connect({ host, port }: { host?: string; port?: number }): Promise<Connection> {
  const socket = openSocket({ host: host!, port: port!, allowHalfOpen: true })
  await once(socket, 'connect')
  // What the peer does to it is seen by whoever reads or writes.
  socket.on('error', () => {})
  return {
    write: (data) => new Promise((done, fail) => socket.write(data, (error) => (error ? fail(error) : done()))),
    end: () => new Promise((done) => socket.end(done)),
    [Symbol.asyncIterator]: () => socket[Symbol.asyncIterator](),
  }
}

async function untilReady(child: ChildProcess, endpoint: { host: string; port: number }): Promise<void> {
  let log = ''
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    log += text
  })
  while (child.exitCode === null) {
    const connection = await connect(endpoint).catch(() => undefined)
    if (connection) return connection.end()
    await pause(10)
  }
  throw new HookError('SERVICE_NOT_READY', log)
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += chunk
  return text
}

function unused(): never {
  throw new Error('not used by these products')
}
