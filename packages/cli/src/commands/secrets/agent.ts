import { MeshroomError } from '@meshroom/model'
import { agentSocket, agentStatus, lockAgent, serveAgent, stopAgent } from '@meshroom/secrets'
import * as Flags from '@oclif/core/flags'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { isAgentOff, startAgent } from '../../ports/start-agent.ts'

const one = ['status', 'lock', 'stop', 'foreground']
const others = (flag: string) => one.filter((each) => each !== flag)

export default class SecretsAgentCommand extends MeshroomCommand {
  static override summary = 'Spare the passphrase: start, ask, lock or stop the agent.'
  static override description =
    `After a passphrase was typed, an agent keeps what opens that version of the vault, in memory, for half an hour: commands that read do not ask again. It never has a private key, so writing, which signs, always asks.

It is started when it is needed, on a terminal only, and listens on a socket that nobody else can reach. MESHROOM_AGENT=off does without it.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --status',
    '<%= config.bin %> <%= command.id %> --lock',
    '<%= config.bin %> <%= command.id %> --foreground --ttl 28800',
  ]
  static override flags = {
    status: Flags.boolean({ description: 'Say whether one runs, and what it keeps.', exclusive: others('status') }),
    lock: Flags.boolean({ description: 'Make it forget everything; it goes on running.', exclusive: others('lock') }),
    stop: Flags.boolean({ description: 'Make it forget everything and end.', exclusive: others('stop') }),
    foreground: Flags.boolean({
      description: 'Run it here, until it is stopped or has nothing left to keep.',
      exclusive: others('foreground'),
    }),
    ttl: Flags.integer({
      description: 'How long it keeps what it was given, in seconds.',
      env: 'MESHROOM_AGENT_TTL',
      default: 1800,
      min: 1,
      max: 604_800,
      helpValue: 'SECONDS',
    }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(SecretsAgentCommand)
    if (flags.foreground) return this.#serve(flags.ttl)
    if (flags.lock) await lockAgent()
    if (flags.stop) await stopAgent()
    if (!flags.lock && !flags.stop && !flags.status) await start(flags.ttl)
    const status = flags.stop ? undefined : await agentStatus()
    this.show(flags, { running: status !== undefined, socket: agentSocket(), ...status }, () => [
      status ? `an agent runs (process ${status.pid}) and keeps ${amount(status.keys)}` : 'no agent runs',
    ])
  }

  /** The line says to whoever started it that it listens. */
  async #serve(ttl: number): Promise<void> {
    const agent = await serveAgent({ ttlMs: ttl * 1000 })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void agent.close())
    process.stdout.write(`listening on ${agent.socket}\n`)
    await agent.closed
  }
}

async function start(ttl: number): Promise<void> {
  if (isAgentOff()) {
    throw new MeshroomError('AGENT_OFF', 'MESHROOM_AGENT is off', { hint: 'unset MESHROOM_AGENT' })
  }
  if (await startAgent(['--ttl', String(ttl)])) return
  throw new MeshroomError('AGENT_FAILED', `no agent could listen on ${agentSocket()}`, {
    hint: 'meshroom secrets agent --foreground says why',
  })
}

function amount(keys: number): string {
  return keys === 1 ? '1 version of a vault open' : `${keys} versions of vaults open`
}
