import { Socket } from 'node:net'
import { loadFetch } from './load-fetch.ts'
import { type Hello, inputDescriptor, longestMessage, protocolVersion, type ToHost } from './protocol.ts'
import { openChannel } from './runner/channel.ts'
import { brokeredFetch } from './runner/network/brokered-fetch.ts'
import { brokeredWebSocket } from './runner/network/brokered-web-socket.ts'
import { createNetAsker } from './runner/network/net-asker.ts'
import { type CallRunner, createCallRunner, hookErrorOf } from './runner/run-calls.ts'
import { createProductModules, serveModules } from './runner/serve-modules.ts'
import { shutSideDoors } from './runner/shut-side-doors.ts'
import { splitLines } from './split-lines.ts'

/**
 * The program of a host. It speaks the protocol on its own descriptors and holds nothing but the hooks of one product; whatever it holds,
 * the engine takes for hostile.
 */
const channel = openChannel()
const modules = createProductModules()
let runner: Promise<CallRunner> | undefined
let isCalled = false
/** When a host has waited that long for its first call, it makes ready for what that will need. */
const IDLE_MS = 20

/** Ctrl-C in a terminal reaches every process there; the engine decides what becomes of hooks. */
process.on('SIGINT', () => {})

process.on('uncaughtException', (error: unknown) => {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  channel.send({ type: 'fatal', error: { name: 'Error', message } })
  process.exit(1)
})

const lines = splitLines({
  longest: longestMessage,
  onLine: (line) => take(JSON.parse(line) as ToHost),
  onTooLong: () => process.exit(1),
})

const input = new Socket({ fd: inputDescriptor, readable: true, writable: false })
input.on('data', lines.push)
input.on('end', () => process.exit(0))
input.on('error', () => process.exit(1))

function take(message: ToHost): void {
  if (message.type === 'hello') runner = start(message)
  else if (message.type === 'sources') modules.replace(message.sources)
  else if (message.type === 'answer') channel.answer(message.ask, message.value)
  else if (message.type === 'refusal') channel.refuse(message.ask, message.error)
  else {
    isCalled = true
    void runner?.then((calls) => pass(message, calls))
  }
}

function pass(message: Extract<ToHost, { type: 'call' | 'next' | 'abort' }>, calls: CallRunner): void {
  if (message.type === 'call') calls.start(message)
  else if (message.type === 'next') calls.grant(message.call)
  else calls.abort(message.call, message.reason)
}

async function start(hello: Hello): Promise<CallRunner> {
  shutSideDoors(input, hello.network)
  serveModules({ sdk: hello.sdk, folders: hello.folders, modules })
  const sdk: typeof import('@meshroom/hooks-sdk') = await import(hello.sdk)
  if (hello.network === 'brokered') brokerGlobals(sdk)
  const calls = createCallRunner({ channel, hello, sdk })
  channel.send({ type: 'ready', protocol: protocolVersion })
  if (hello.mayFetch) setTimeout(() => isCalled || loadFetch(), IDLE_MS)
  return calls
}

/**
 * Ordinary code, and libraries built on these globals, reach the network through the engine without knowing it. They are assigned: to define them
 * would have Node make its own first, which costs more than the rest of the start.
 */
function brokerGlobals(sdk: typeof import('@meshroom/hooks-sdk')): void {
  const net = createNetAsker({ channel, asError: (refused) => hookErrorOf(refused, sdk) })
  Object.assign(globalThis, { fetch: brokeredFetch(net), WebSocket: brokeredWebSocket(net) })
}
