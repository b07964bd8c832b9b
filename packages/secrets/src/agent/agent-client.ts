import { once } from 'node:events'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import type { SessionKey } from 'openpgp'
import { type AgentRequest, agentSocket, parseLine } from './agent-protocol.ts'
import { isPrivate } from './serve-agent.ts'
import type { SessionKeyCache } from './session-key-cache.ts'

/** Longer than an agent that lives needs for an answer. */
const TIMEOUT_MS = 1_000

/**
 * The session keys that an agent keeps. Where none runs it keeps nothing, and nothing else changes.
 *
 * @example
 * openVault({ file: 'secrets.gpg', sessionKeys: agentCache() })
 */
export function agentCache(socket: string = agentSocket()): SessionKeyCache {
  return {
    get: async (digest) => sessionKeyOf(await request(socket, { do: 'get', digest })),
    put: async (digest, { algorithm, data }) => {
      await request(socket, { do: 'put', digest, algorithm, key: Buffer.from(data).toString('hex') })
    },
  }
}

/** How many session keys the agent keeps, and its process; undefined where none runs. */
export async function agentStatus(
  socket: string = agentSocket(),
): Promise<{ readonly keys: number; readonly pid: number } | undefined> {
  return statusOf(await request(socket, { do: 'status' }))
}

/** Makes the agent forget everything; whether one runs. */
export async function lockAgent(socket: string = agentSocket()): Promise<boolean> {
  return statusOf(await request(socket, { do: 'lock' })) !== undefined
}

/** Makes the agent forget everything and end; whether one ran. */
export async function stopAgent(socket: string = agentSocket()): Promise<boolean> {
  return statusOf(await request(socket, { do: 'stop' })) !== undefined
}

/** The members of the answer, or undefined where no agent answers. */
async function request(socket: string, message: AgentRequest): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    if (!(await isPrivate(dirname(socket)))) return undefined
    return parseLine(await exchange(socket, `${JSON.stringify(message)}\n`))
  } catch {
    return undefined
  }
}

async function exchange(socket: string, line: string): Promise<string> {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const connection = connect({ path: socket, signal })
  try {
    await once(connection, 'connect', { signal })
    connection.write(line)
    const [answer] = await once(createInterface({ input: connection }), 'line', { signal })
    return String(answer)
  } finally {
    connection.destroy()
  }
}

const ALGORITHMS: ReadonlySet<string> = new Set([
  'aes128',
  'aes192',
  'aes256',
  'tripledes',
  'cast5',
  'blowfish',
  'twofish',
])

function isAlgorithm(value: unknown): value is SessionKey['algorithm'] {
  return typeof value === 'string' && ALGORITHMS.has(value)
}

function sessionKeyOf(answer: Readonly<Record<string, unknown>> | undefined): SessionKey | undefined {
  if (answer?.found !== true || typeof answer.key !== 'string' || !isAlgorithm(answer.algorithm)) return undefined
  return { algorithm: answer.algorithm, data: Buffer.from(answer.key, 'hex') }
}

function statusOf(answer: Readonly<Record<string, unknown>> | undefined) {
  const { keys, pid } = answer ?? {}
  return typeof keys === 'number' && typeof pid === 'number' ? { keys, pid } : undefined
}
