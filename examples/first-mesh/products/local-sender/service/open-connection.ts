import { once } from 'node:events'
import { connect } from 'node:net'
import type { Connection } from '@meshroom/hooks-sdk'

/** A TCP connection with the shape that hooks know. */
export async function openConnection(endpoint: { readonly host: string; readonly port: number }): Promise<Connection> {
  const socket = connect({ ...endpoint, allowHalfOpen: true })
  await once(socket, 'connect')
  return {
    write: (data) => new Promise((done, fail) => socket.write(data, (error) => (error ? fail(error) : done()))),
    end: () => new Promise((done) => socket.end(done)),
    [Symbol.asyncIterator]: () => socket[Symbol.asyncIterator](),
  }
}
