import type {
  HookContext,
  InstanceContext,
  JsonValue,
  Log,
  Manifests,
  MergeReport,
  PlugContext,
  RunResult,
} from '@meshroom/hooks-sdk'
import type { HookInput } from '../hook-host.ts'
import type { Hello } from '../protocol.ts'
import type { Channel } from './channel.ts'
import { brokeredFetch } from './network/brokered-fetch.ts'
import { openConnection, openWebSocket } from './network/brokered-sockets.ts'
import { createNetAsker } from './network/net-asker.ts'

/** One call, as its context needs it. */
export interface CallFacts {
  readonly call: number
  readonly project: Hello['project']
  readonly input: HookInput
  readonly signal: AbortSignal
  readonly channel: Channel
  /** Turns what the engine answered instead into an error of the SDK. */
  readonly asError: (refused: unknown) => Error
}

type Ask = <T>(service: string, args: object) => Promise<T>

/** Everything that hooks of any kind receive: which of it a kind is promised, the SDK's types say. */
export function buildContext(facts: CallFacts): HookContext & Readonly<Record<string, unknown>> {
  const ask = askWith(facts)
  const { input } = facts
  const { instance, plug, batch: _, ...data } = input
  return {
    ...data,
    ...buildBase(facts, ask),
    ...(instance && { instance: buildInstance(instance, ask) }),
    ...(plug && { plug: buildPlug(plug, ask) }),
    manifests: { merge: (files) => ask<MergeReport>('manifests.merge', { files }) } satisfies Manifests,
    secret: async (name: string) =>
      (await ask<string | null>('secret.get', { owner: 'instance', name, optional: true })) ?? undefined,
  }
}

function askWith({ call, channel, asError }: CallFacts): Ask {
  return async <T>(service: string, args: object) => {
    try {
      return (await channel.ask({ call, service, args })) as T
    } catch (refused) {
      throw asError(refused)
    }
  }
}

function buildBase(facts: CallFacts, ask: Ask): HookContext {
  const { call, channel, signal, project, input } = facts
  return {
    project,
    product: input.product,
    log: buildLog(facts),
    signal,
    progress: (message, fraction) =>
      channel.send({
        type: 'progress',
        call,
        message: String(message),
        ...(Number.isFinite(fraction) && { fraction: Number(fraction) }),
      }),
    prompt: {
      text: (question) => ask('prompt', { kind: 'text', ...question }),
      secret: (question) => ask('prompt', { kind: 'secret', ...question }),
      confirm: (question) => ask('prompt', { kind: 'confirm', ...question }),
      select: (question) => ask('prompt', { kind: 'select', ...question }),
    },
    files: buildFiles(ask),
    templates: { render: (set, to, values) => ask('templates.render', { set, to, values }) },
    ...buildNetwork(facts),
    run: buildRun(ask),
    git: {
      sync: (options) => ask('git.sync', options),
      branch: (options) => ask('git.branch', options),
      commit: (options) => ask('git.commit', options),
      push: (options) => ask('git.push', options),
    },
  }
}

function buildNetwork(facts: CallFacts): Pick<HookContext, 'fetch' | 'webSocket' | 'connect'> {
  const { signal } = facts
  const net = createNetAsker(facts)
  const send = brokeredFetch(net)
  return {
    async fetch(target, init) {
      const own = signalIn(target, init)
      return send(target, { ...init, signal: own ? AbortSignal.any([own, signal]) : signal })
    },
    webSocket: (url, options) => openWebSocket(net, url, { ...options, signal }),
    connect: (options) => openConnection(net, options, signal),
  }
}

/** As the Fetch standard has it: that of the options, null among them, goes before that of a Request. */
function signalIn(...[target, init]: Parameters<typeof fetch>): AbortSignal | null | undefined {
  // Whoever names `Request` has Node load it, which takes a while.
  const isRequest = typeof target !== 'string' && !(target instanceof URL) && target instanceof Request
  return init?.signal === undefined && isRequest ? target.signal : init?.signal
}

function buildLog({ call, channel }: CallFacts): Log {
  const at = (level: keyof Log) => (message: string) =>
    channel.send({ type: 'log', call, level, message: String(message) })
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function buildFiles(ask: Ask): HookContext['files'] {
  return {
    read: (path) => ask('files.read', { path }),
    async readBytes(path, range) {
      return new Uint8Array(Buffer.from(await ask<string>('files.readBytes', { path, ...range }), 'base64'))
    },
    readManifests: (paths) => ask('files.readManifests', { paths }),
    async write(path, content) {
      const data = typeof content === 'string' ? { text: content } : { base64: Buffer.from(content).toString('base64') }
      await ask('files.write', { path, ...data })
    },
    exists: (path) => ask('files.exists', { path }),
    list: (path) => ask('files.list', { path }),
    async remove(path) {
      await ask('files.remove', { path })
    },
  }
}

function buildRun(ask: Ask): HookContext['run'] {
  return {
    program: (command, args, options) => ask<RunResult>('run.program', { command, args, ...options }),
    service: (id, command, args, options) => ask('run.service', { id, command, args, ...options }),
    async stop(id) {
      await ask('run.stop', { id })
    },
  }
}

type Secrets = Pick<InstanceContext, 'secret' | 'setSecret'>

function secretsOf(owner: 'instance' | 'plug', ask: Ask): Secrets {
  return {
    secret: (name) => ask('secret.get', { owner, name }),
    async setSecret(name, value) {
      await ask('secret.set', { owner, name, value })
    },
  }
}

function buildInstance(instance: NonNullable<HookInput['instance']>, ask: Ask): InstanceContext {
  return { ...instance, ...secretsOf('instance', ask) }
}

/** An output is seen by this hook as soon as it is written, as later steps see it. */
function buildPlug(plug: NonNullable<HookInput['plug']>, ask: Ask): PlugContext {
  const outputs: Record<string, JsonValue> = { ...plug.outputs }
  return {
    ...plug,
    ...secretsOf('plug', ask),
    outputs,
    async output(name, value) {
      await ask('output', { name, value })
      outputs[name] = value
    },
  }
}
