import { HookError } from '@meshroom/hooks-sdk'
import type { Service } from '../ask.ts'
import { openConnection } from './connect.ts'
import { openFetch } from './fetch.ts'
import { pieceIn, streamId, wirePiece } from './stream-arguments.ts'
import { openWebSocket } from './web-socket.ts'

const read: Service = async (args, { streams }) => {
  const id = streamId(args)
  const stream = streams.get(id)
  const piece = await stream.read?.()
  if (piece === undefined && stream.write === undefined) streams.close(id)
  return wirePiece(piece)
}

const write: Service = async (args, { streams }) => {
  const { write } = streams.get(streamId(args))
  if (write === undefined) throw new HookError('ARGUMENT_INVALID', 'nothing can be written to that stream')
  await write(pieceIn(args))
  return undefined
}

const end: Service = async (args, { streams }) => {
  await streams.get(streamId(args)).end?.()
  return undefined
}

const close: Service = async (args, { streams }) => {
  streams.close(streamId(args))
  return undefined
}

/** The network, checked against `permissions.net`. The engine holds the sockets; a host reads and writes them piece by piece. */
export const networkServices: Readonly<Record<string, Service>> = {
  'net.fetch': openFetch,
  'net.connect': openConnection,
  'net.webSocket': openWebSocket,
  'net.read': read,
  'net.write': write,
  'net.end': end,
  'net.close': close,
}

/** Whether a service may wait as long as a peer does: such questions are bounded by the streams that a call may have open. */
export function waitsForPeer(service: string): boolean {
  return service.startsWith('net.')
}
