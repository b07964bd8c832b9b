import { once } from 'node:events'
import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { HookError } from '@meshroom/hooks-sdk'
import { type Args, flag, optionalCount, optionalText, type Service } from '../ask.ts'
import { checkAddress } from './check-address.ts'
import { netFailure } from './net-failure.ts'
import type { NetPiece } from './net-streams.ts'
import type { NetAddress } from './permitted-hosts.ts'
import { streamId } from './stream-arguments.ts'

/** Opens a byte stream for a hook: TCP, TLS or a Unix socket. */
export const openConnection: Service = async (args, context) => {
  const id = streamId(args)
  const address = addressIn(args)
  checkAddress(address, context)
  context.signal.throwIfAborted()
  const tls = flag(args, 'tls') && !('path' in address)
  const { socket } = context.streams.open(id, () => streamOf(dial(address, tls)))
  try {
    await opened(socket, tls ? 'secureConnect' : 'connect')
  } catch (error) {
    context.streams.close(id)
    throw netFailure(error)
  }
  return null
}

function streamOf(socket: Socket) {
  const chunks = socket[Symbol.asyncIterator]()
  // Whoever opens, reads or writes is told; an error that nobody hears ends the process.
  socket.on('error', () => {})
  return {
    socket,
    read: async () => (await chunks.next().catch((error: unknown) => Promise.reject(netFailure(error)))).value,
    write: (piece: NetPiece) => writeTo(socket, piece),
    end: () => new Promise<void>((resolve) => socket.end(resolve)),
    close: () => void socket.destroy(),
  }
}

function addressIn(args: Args): NetAddress {
  const path = optionalText(args, 'path')
  if (path !== undefined) return { path }
  const port = optionalCount(args, 'port')
  if (port === undefined || port > 65_535) {
    throw new HookError('ARGUMENT_INVALID', 'connect needs a port, or the path of a Unix socket')
  }
  return { host: optionalText(args, 'host') ?? '127.0.0.1', port }
}

function dial(address: NetAddress, tls: boolean): Socket {
  if ('path' in address) return connectPlain({ path: address.path, allowHalfOpen: true })
  if (!tls) return connectPlain({ ...address, allowHalfOpen: true })
  return connectTls({ ...address, ...(isName(address.host) && { servername: address.host }) })
}

/** Certificates are asked for by name; an address is none. */
function isName(host: string): boolean {
  return !/^[\d.]+$|:/.test(host)
}

async function opened(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  await Promise.race([
    once(socket, event),
    once(socket, 'close').then(() => Promise.reject(new Error('the connection was closed'))),
  ])
}

async function writeTo(socket: Socket, piece: Uint8Array | string): Promise<void> {
  await new Promise<void>((resolve, reject) =>
    socket.write(piece, (error) => (error ? reject(netFailure(error)) : resolve())),
  )
}
