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
  return {
    async write(data) {
      for (const piece of cutPieces(data)) await net.ask('net.write', { stream, ...piece })
    },
    end: () => net.ask<void>('net.end', { stream }).catch(unlessAborted(signal)),
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
  const messages = readPieces(net, stream, textOf)
  return {
    send: (message) => net.ask('net.write', { stream, text: message }),
    close: () => net.ask<void>('net.end', { stream }).catch(unlessAborted(signal)),
    [Symbol.asyncIterator]: () => messages,
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
