import { createHash } from 'node:crypto'
import { HookError, type SideContext } from '@meshroom/hooks-sdk'

/** Below the ports that systems hand out for outgoing connections. */
const lowest = 20_000
const ports = 10_000
const tries = 50

export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** A port on which nothing listens. Where to start looking follows from the project and the listener's name, so that two of them seldom meet. */
export async function choosePort(context: SideContext, host: string, name: string): Promise<number> {
  const start = createHash('sha256').update(`${context.project.name} ${name}`).digest().readUInt32BE() % ports
  for (let step = 0; step < tries; step++) {
    const port = lowest + ((start + step) % ports)
    if (!(await isListening(context, { host, port }))) return port
  }
  throw new Error(`found no free port for ${name}; set "port" on the instance`)
}

/** Whether something takes connections there. */
export async function isListening({ connect }: SideContext, endpoint: Endpoint): Promise<boolean> {
  try {
    const connection = await connect({ host: endpoint.host, port: endpoint.port })
    await connection.end()
    return true
  } catch (error) {
    if (error instanceof HookError && error.code === 'PERMISSION_DENIED') throw error
    return false
  }
}
