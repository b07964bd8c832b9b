import { homedir } from 'node:os'
import { join } from 'node:path'

/** One request, one line of JSON each; answered by one {@link AgentAnswer}. */
export type AgentRequest =
  | { readonly do: 'get'; readonly digest: string }
  | { readonly do: 'put'; readonly digest: string; readonly algorithm: string; readonly key: string }
  /** Forgets everything. */
  | { readonly do: 'lock' }
  | { readonly do: 'status' }
  /** Forgets everything and ends. */
  | { readonly do: 'stop' }

export type AgentAnswer =
  | { readonly found: true; readonly algorithm: string; readonly key: string }
  | { readonly found: false }
  | { readonly keys: number; readonly pid: number }
  | { readonly error: string }

/** No request is longer. */
export const MAX_LINE = 4096

/**
 * Where the agent listens: in the runtime folder, which only the person can enter and which is emptied at the end of
 * the session; where there is none, in the state folder.
 */
export function agentSocket(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const runtime = env.XDG_RUNTIME_DIR
  if (runtime !== undefined && runtime !== '') return join(runtime, 'meshroom', 'agent.sock')
  const state = env.XDG_STATE_HOME
  return join(
    state === undefined || state === '' ? join(env.HOME ?? homedir(), '.local', 'state') : state,
    'meshroom',
    'run',
    'agent.sock',
  )
}

/** The request of a line, or undefined when it is none. */
export function parseRequest(line: string): AgentRequest | undefined {
  const json = parseLine(line)
  if (json.do === 'lock' || json.do === 'status' || json.do === 'stop') return { do: json.do }
  if (!isDigest(json.digest)) return undefined
  if (json.do === 'get') return { do: 'get', digest: json.digest }
  const isKey = json.do === 'put' && typeof json.key === 'string' && /^[0-9a-f]{16,64}$/.test(json.key)
  if (!isKey || typeof json.key !== 'string' || typeof json.algorithm !== 'string') return undefined
  return { do: 'put', digest: json.digest, algorithm: json.algorithm, key: json.key }
}

/** The members of the object in a line; none when it is no object. */
export function parseLine(line: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(line)
    return typeof json === 'object' && json !== null ? { ...json } : {}
  } catch {
    return {}
  }
}

function isDigest(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
}
