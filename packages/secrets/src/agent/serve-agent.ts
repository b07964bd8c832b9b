import { access, chmod, mkdir, stat, unlink } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { SecretsError } from '../secrets-error.ts'
import { nodeFileSystem } from '../storage/file-system.ts'
import { takeLock } from '../storage/lock-file.ts'
import { type AgentAnswer, type AgentRequest, agentSocket, MAX_LINE, parseRequest } from './agent-protocol.ts'

/** What {@link serveAgent} takes. */
export interface AgentOptions {
  /** Default: {@link agentSocket}. */
  readonly socket?: string
  /** How long a session key is kept, in milliseconds; each use does not prolong it. */
  readonly ttlMs: number
  /** How often it looks whether it is still needed, in milliseconds. Default 10,000. */
  readonly checkMs?: number
}

/** An agent that runs in this process. */
export interface Agent {
  readonly socket: string
  /** Forgets everything and stops. */
  close(): Promise<void>
  /** Settles when it has stopped: by `close`, or because nothing was left to keep. */
  readonly closed: Promise<void>
}

/** More versions of vaults than anybody works with. */
const MAX_KEYS = 256

/**
 * Keeps session keys in memory for a while, so that one answer to a passphrase prompt serves many commands. It never
 * has a private key; what it keeps opens only those versions of files that were opened before. Stops by itself when
 * nothing is left to keep and nobody has asked for as long as a key is kept, or when its socket is gone.
 *
 * @throws {SecretsError} `AGENT_RUNNING` when another one listens there, `AGENT_UNSAFE` when others could enter its folder
 */
export async function serveAgent({ socket = agentSocket(), ttlMs, checkMs = 10_000 }: AgentOptions): Promise<Agent> {
  const keys = new Map<string, KeptKey>()
  const clients = new Set<Socket>()
  let usedAt = Date.now()
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  const server = createServer((client) => {
    clients.add(client.once('close', () => clients.delete(client)))
    serveClient(client, (request) => reply(request))
  })
  server.once('close', resolve)
  await takePlace(server, socket)
  const close = async () => {
    clearInterval(timer)
    keys.clear()
    server.close()
    for (const client of clients) client.destroySoon()
    await closed
  }
  const reply = (request: AgentRequest | undefined) => {
    const answered = answer(keys, request, ttlMs)
    usedAt = Date.now()
    if (request?.do === 'stop') setImmediate(close)
    return answered
  }
  const isUsed = () => dropExpired(keys) > 0 || Date.now() - usedAt < ttlMs
  const isNeeded = async () => isUsed() && (await exists(socket))
  const endWhenDone = async () => {
    if (!(await isNeeded())) await close()
  }
  const timer = setInterval(() => void endWhenDone(), Math.min(ttlMs, checkMs))
  return { socket, close, closed }
}

interface KeptKey {
  readonly algorithm: string
  readonly key: string
  readonly until: number
}

function answer(keys: Map<string, KeptKey>, request: AgentRequest | undefined, ttlMs: number): AgentAnswer {
  dropExpired(keys)
  if (request === undefined) return { error: 'not understood' }
  if (request.do === 'lock' || request.do === 'stop') keys.clear()
  if (request.do === 'put') keep(keys, request, ttlMs)
  if (request.do !== 'get') return { keys: keys.size, pid: process.pid }
  const kept = keys.get(request.digest)
  return kept === undefined ? { found: false } : { found: true, algorithm: kept.algorithm, key: kept.key }
}

function keep(
  keys: Map<string, KeptKey>,
  { digest, algorithm, key }: AgentRequest & { do: 'put' },
  ttlMs: number,
): void {
  const [oldest] = keys.keys()
  if (keys.size >= MAX_KEYS && oldest !== undefined) keys.delete(oldest)
  keys.set(digest, { algorithm, key, until: Date.now() + ttlMs })
}

/** How many are left. */
function dropExpired(keys: Map<string, KeptKey>): number {
  for (const [digest, { until }] of keys) if (until <= Date.now()) keys.delete(digest)
  return keys.size
}

function serveClient(client: Socket, reply: (request: AgentRequest | undefined) => AgentAnswer): void {
  let pending = ''
  client.setEncoding('utf8')
  client.on('error', () => client.destroy())
  client.on('data', (text: string) => {
    const lines = (pending + text).split('\n')
    pending = lines.pop() ?? ''
    for (const line of lines) client.write(`${JSON.stringify(reply(parseRequest(line)))}\n`)
    if (pending.length > MAX_LINE) client.destroy()
  })
}

/** Closed to others before anything listens in it, so that there is no moment when they could connect. */
async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (await isPrivate(folder)) return
  throw new SecretsError('AGENT_UNSAFE', `others could enter ${folder}, where the agent would listen`, {
    hint: `chmod 700 ${folder}`,
    file: folder,
  })
}

/** Whether nobody but this user can enter the folder. */
export async function isPrivate(folder: string): Promise<boolean> {
  if (process.platform === 'win32') return true
  const { mode, uid } = await stat(folder)
  return (mode & 0o077) === 0 && uid === process.getuid?.()
}

/** Under a lock: of two that start at once, the second must not take the place of the first. */
async function takePlace(server: Server, socket: string): Promise<void> {
  await prepareFolder(dirname(socket))
  const lock = await takeLock(nodeFileSystem, { path: `${socket}.lock`, timeoutMs: START_MS })
  try {
    await removeDeadSocket(socket)
    await listen(server, socket)
  } finally {
    await lock.release()
  }
}

/** Longer than an agent needs to start. */
const START_MS = 2_000

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function removeDeadSocket(socket: string): Promise<void> {
  if (await isListening(socket)) {
    throw new SecretsError('AGENT_RUNNING', 'an agent runs already', { hint: 'use it, or end it first', file: socket })
  }
  await unlink(socket).catch(() => {})
}

function isListening(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket)
    probe.once('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.once('error', () => resolve(false))
  })
}

async function listen(server: Server, socket: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(socket, resolve)
  })
  await chmod(socket, 0o600)
}
