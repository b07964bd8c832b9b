import { createServer } from 'node:net'

/** The first of two neighbouring ports that nobody listens on: the one asked for, or one further up. */
export async function findPorts(first: number): Promise<number> {
  return (await isFree(first)) && (await isFree(first + 1)) ? first : findPorts(first + 100)
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true))
  })
  await new Promise((resolve) => server.close(resolve))
  return free
}
