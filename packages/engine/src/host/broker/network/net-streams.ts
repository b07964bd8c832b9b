import { HookError } from '@meshroom/hooks-sdk'

/** Something of the network that a hook has open, in the engine. */
export interface NetStream {
  /** The next piece; undefined at the end. */
  read?(): Promise<NetPiece | undefined>
  /** Resolves once there is room for more. */
  write?(piece: NetPiece): Promise<void>
  /** Says that nothing more will be written. */
  end?(): Promise<void>
  close(): void
}

/** Bytes, or a text message of a WebSocket. */
export type NetPiece = Uint8Array | string

/** What one call has open, by the numbers that its host gave. All of it is closed when the call is over. */
export interface NetStreams {
  /**
   * Opens something where there is room for it; what is refused has never been opened.
   *
   * @throws HookError `ARGUMENT_INVALID` for a number in use, `NETWORK_LIMIT` for too many at once
   */
  open<S extends NetStream>(id: number, make: () => S): S
  /** @throws HookError `NETWORK_CLOSED` */
  get(id: number): NetStream
  /** Closes it; nothing happens when it is not open. */
  close(id: number): void
  closeAll(): void
}

/** More than this a hook has forgotten to close or to read. */
const MOST_STREAMS = 256

/** Nothing open yet. */
export function createNetStreams(): NetStreams {
  const open = new Map<number, NetStream>()

  function close(id: number): void {
    const stream = open.get(id)
    open.delete(id)
    stream?.close()
  }

  return {
    open(id, make) {
      if (open.has(id)) throw new HookError('ARGUMENT_INVALID', 'that stream is open already')
      if (open.size >= MOST_STREAMS) {
        throw new HookError('NETWORK_LIMIT', `more than ${MOST_STREAMS} connections and answers are open`, {
          hint: 'read the bodies of answers to their end, or cancel them',
        })
      }
      const stream = make()
      open.set(id, oneAtATime(stream))
      return stream
    },
    get(id) {
      const stream = open.get(id)
      if (stream === undefined) throw new HookError('NETWORK_CLOSED', 'the connection is closed')
      return stream
    },
    close,
    closeAll() {
      for (const id of [...open.keys()]) close(id)
    },
  }
}

/** At most one read and one write wait at once, so that a hook cannot make the engine hold more than a piece of each. */
function oneAtATime(stream: NetStream): NetStream {
  return {
    close: () => stream.close(),
    ...(stream.read && { read: exclusive(() => stream.read?.() ?? Promise.resolve(undefined)) }),
    ...(stream.write && { write: exclusive(async (piece: NetPiece) => stream.write?.(piece)) }),
    ...(stream.end && { end: exclusive(async () => stream.end?.()) }),
  }
}

function exclusive<A extends unknown[], R>(act: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  let busy = false
  return async (...args) => {
    if (busy) throw new HookError('ARGUMENT_INVALID', 'the stream is waited for already')
    busy = true
    try {
      return await act(...args)
    } finally {
      busy = false
    }
  }
}
