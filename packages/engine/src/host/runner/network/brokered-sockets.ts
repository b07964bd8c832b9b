import type { Connection, ConnectOptions, WebSocketConnection } from '@meshroom/hooks-sdk'
import type { NetAsker } from './net-asker.ts'
import { bytesOf, cutPieces, textOf, type WirePiece } from './pieces.ts'

/** Opens a byte stream through the engine; the signal closes it. */
export async function openConnection(
  net: NetAsker,
  { host, port, path, tls }: ConnectOptions,
  signal: AbortSignal,
): Promise<Connection> {
  const stream = net.newStream()
  await openUntilAborted(net, { service: 'net.connect', args: { stream, host, port, path, tls }, signal })
  const inTurn = takeTurns()
  return {
    write: (data) =>
      inTurn(async () => {
        for (const piece of cutPieces(data)) await net.ask('net.write', { stream, ...piece })
      }),
    end: () => inTurn(() => net.ask<void>('net.end', { stream })).catch(unlessAborted(signal)),
    [Symbol.asyncIterator]: () => readPieces(net, stream, bytesOf),
  }
}

/** Opens a WebSocket through the engine; the signal closes it. */
export async function openWebSocket(
  net: NetAsker,
  url: string,
  { headers = {}, signal }: { readonly headers?: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<WebSocketConnection> {
  const stream = net.newStream()
  await openUntilAborted(net, { service: 'net.webSocket', args: { stream, url, headers }, signal })
  const inTurn = takeTurns()
  const messages = readPieces(net, stream, textOf)
  return {
    send: (message) => inTurn(() => net.ask('net.write', { stream, text: message })),
    close: () => inTurn(() => net.ask<void>('net.end', { stream })).catch(unlessAborted(signal)),
    [Symbol.asyncIterator]: () => messages,
  }
}

/** The engine takes one piece of a stream at a time; a hook need not wait before it gives the next. */
function takeTurns(): (act: () => Promise<void>) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve()
  return (act) => {
    const mine = last.then(act)
    last = mine.catch(() => {})
    return mine
  }
}

/** A hook that is being ended has its streams closed by the engine: to close one then is no failure. */
function unlessAborted(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted) throw error
  }
}

async function openUntilAborted(
  net: NetAsker,
  {
    service,
    args,
    signal,
  }: { service: string; args: { readonly stream: number; readonly [name: string]: unknown }; signal: AbortSignal },
): Promise<void> {
  signal.throwIfAborted()
  signal.addEventListener('abort', () => net.close(args.stream), { once: true })
  await net.ask(service, args)
}

async function* readPieces<T>(
  net: NetAsker,
  stream: number,
  read: (piece: NonNullable<WirePiece>) => T,
): AsyncGenerator<T, void, void> {
  for (;;) {
    const piece = await net.ask<WirePiece>('net.read', { stream })
    if (piece === null) return
    yield read(piece)
  }
}
