import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { homedir } from 'node:os'
import { agentCache, agentStatus, type SessionKeyCache } from '@meshroom/secrets'
import { ownProgram } from './own-program.ts'

export interface AgentOnDemandOptions {
  /** Whether an agent is worth its while: a person has typed a passphrase. */
  readonly mayStart: () => boolean
}

/** `MESHROOM_AGENT=off`: none is asked, and none started. */
export function isAgentOff(): boolean {
  return process.env.MESHROOM_AGENT === 'off'
}

/** The session keys of the person's agent, which is started when there is something to keep that somebody had to type a passphrase for. */
export function agentOnDemand({ mayStart }: AgentOnDemandOptions): SessionKeyCache {
  const cache = agentCache()
  let running: Promise<unknown> | undefined
  const start = () => {
    running ??= startAgent()
    return running
  }
  return {
    get: cache.get,
    put: async (digest, sessionKey) => {
      if (mayStart()) await start()
      await cache.put(digest, sessionKey)
    },
  }
}

/** Variables that the agent needs; it gets no other, least of all a passphrase. */
const inherited = ['HOME', 'PATH', 'XDG_RUNTIME_DIR', 'XDG_STATE_HOME', 'XDG_CACHE_HOME', 'MESHROOM_AGENT_TTL']

/**
 * Starts an agent that outlives this process and its terminal, and waits until it listens. Where one runs already, or none can, nothing
 * happens: all works without it.
 *
 * @returns whether one runs now
 */
export async function startAgent(args: readonly string[] = []): Promise<boolean> {
  if ((await agentStatus()) !== undefined) return true
  const [program, ...own] = ownProgram()
  const child = spawn(program, [...own, 'secrets', 'agent', '--foreground', ...args], {
    detached: true,
    cwd: homedir(),
    env: Object.fromEntries(inherited.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  child.unref()
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]).catch(() => {})
  child.stdout.destroy()
  return (await agentStatus()) !== undefined
}
