import { join } from 'node:path'
import type { JsonValue } from '@meshroom/hooks-sdk'
import type { MeshroomError } from '@meshroom/model'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'
import { answerAsk } from './broker/answer-ask.ts'
import type { AskContext } from './broker/ask.ts'
import { waitsForPeer } from './broker/network/network.ts'
import { refusalOf } from './broker/refusal.ts'
import { HookCall } from './hook-call.ts'
import { hookCancelled, hookFlooded, hostEnded, hostEndedByError, hostEndedForAnother } from './hook-failure.ts'
import type { CallOptions, HookInput } from './hook-host.ts'
import { createHookOutput, type HookOutput } from './hook-output.ts'
import type { HostSettings } from './host-options.ts'
import { type HostEnd, type HostProcess, startHostProcess } from './host-process.ts'
import { loadFetch } from './load-fetch.ts'
import { admittedSources, type Launch, prepareLaunch } from './prepare-launch.ts'
import { type AbortReason, type FromHost, protocolVersion, type WireError, type WireSources } from './protocol.ts'
import { ProtocolError } from './read-host-message.ts'
import type { Redactor } from './redact.ts'

/** While more are unanswered, the host is not listened to. */
const MOST_ASKS = 64

/** How many ids of finished calls are remembered: what a hook left behind may still speak of them for a moment. */
const MOST_FINISHED = 1_000

type Verdict = (hook: HookDeclaration) => MeshroomError
type OfCall = Exclude<FromHost, { type: 'ready' | 'fatal' }>
type Ask = Extract<FromHost, { type: 'ask' }>

/** One process of a host, and the calls that it is working on. */
export class HostSession {
  readonly #settings: HostSettings
  /** Knows what the hooks of this product were given, and nothing else. */
  readonly #given: Redactor
  readonly #output: HookOutput
  readonly #process: HostProcess
  readonly #starting: NodeJS.Timeout
  readonly #ready = Promise.withResolvers<void>()
  readonly #calls = new Map<number, HookCall>()
  readonly #finished = new Set<number>()
  #sources: WireSources = {}
  #lastCall = 0
  #asks = 0
  #over = false
  /** The calls because of which the process is ended; all in flight where it is empty. */
  #culprits: readonly HookCall[] = []
  #verdict: Verdict | undefined

  private constructor(settings: HostSettings, { given, launch }: { given: Redactor; launch: Launch }) {
    this.#settings = settings
    this.#given = given
    this.#output = createHookOutput({
      settings,
      inFlight: () => [...this.#calls.values()],
      onFlood: (culprits) => this.#kill(hookFlooded, culprits),
    })
    this.#process = startHostProcess({
      ...launch,
      onMessage: (message) => this.#take(message),
      onStray: this.#output.tellStray,
      onStrayBytes: this.#output.countStray,
    })
    this.#starting = setTimeout(
      () => this.#process.violate('nothing: it did not start in time'),
      settings.tuning.startMs,
    )
    this.#process.ended.then((end) => this.#end(end))
    this.#process.send({ type: 'hello', ...launch.hello })
  }

  /** Starts a process, and gives it the product's code once it is admitted. Calls may be made then: they wait in its pipe until it is ready. */
  static async start(settings: HostSettings, given: Redactor): Promise<HostSession> {
    const session = new HostSession(settings, { given, launch: await prepareLaunch(settings) })
    try {
      await session.#admit()
      return session
    } catch (error) {
      await session.close()
      throw error
    }
  }

  /** Whether the process is gone, or on its way. */
  get isOver(): boolean {
    return this.#over
  }

  /** Resolves once the process runs hooks; never, when it ends before. */
  get ready(): Promise<void> {
    return this.#ready.promise
  }

  get ended(): Promise<HostEnd> {
    return this.#process.ended
  }

  /**
   * Sees to it that the process has the code of a hook: a file that was written after the process started is admitted as the others were.
   *
   * @throws what `admit` refuses
   */
  async provide({ file }: HookDeclaration): Promise<void> {
    const path = file.slice(this.#settings.product.folder.length + 1)
    if (!Object.hasOwn(this.#sources, path)) await this.#admit()
  }

  async #admit(): Promise<void> {
    this.#sources = await admittedSources(this.#settings)
    this.#process.send({ type: 'sources', sources: this.#sources })
  }

  /** @throws ProtocolError when the input is larger than a message may be */
  open(hook: HookDeclaration, input: HookInput, onOutput: CallOptions['onOutput']): HookCall {
    const call = new HookCall({ id: ++this.#lastCall, hook, input, onOutput })
    const file = join(this.#settings.root, hook.file)
    const { id, kind, options } = hook
    this.#process.send({ type: 'call', call: call.id, hook: { id, file, export: hook.export, kind, options }, input })
    this.#calls.set(call.id, call)
    return call
  }

  /** Lets a watch hook give one more record. */
  grant(call: HookCall): void {
    call.grantRecord()
    this.#process.send({ type: 'next', call: call.id })
  }

  /** Asks a call to end; when it has not after a while, the process is ended and `verdict` says why. */
  abort(call: HookCall, reason: AbortReason, verdict: Verdict): void {
    if (!call.markAborted(reason)) return
    this.#process.send({ type: 'abort', call: call.id, reason })
    const timer = setTimeout(() => this.#kill(verdict, [call]), this.#settings.tuning.graceMs)
    call.settled.then(() => clearTimeout(timer))
  }

  /** Cancels what is in flight, and ends the process. */
  async close(): Promise<void> {
    const calls = [...this.#calls.values()]
    for (const call of calls) this.abort(call, 'cancelled', hookCancelled)
    await Promise.all(calls.map(({ settled }) => settled))
    this.#over = true
    this.#process.finish()
    const timer = setTimeout(() => this.#process.kill(this.#settings.tuning.killMs), this.#settings.tuning.graceMs)
    await this.#process.ended
    clearTimeout(timer)
  }

  #take(message: FromHost): void {
    if (message.type === 'ready') this.#takeReady(message.protocol)
    else if (message.type === 'fatal') this.#takeFatal(message.error.message)
    else this.#takeOfCall(message)
  }

  #takeReady(protocol: number): void {
    if (protocol !== protocolVersion) throw new ProtocolError(`version ${protocol} of the protocol`)
    clearTimeout(this.#starting)
    this.#ready.resolve()
    // Its first hook is on its way to its first request.
    if (this.#settings.product.permissions.net.length > 0) setImmediate(loadFetch)
  }

  #takeFatal(text: string): void {
    const message = this.#output.clean(text)
    this.#kill((hook) => hostEndedByError(hook, message))
  }

  #takeOfCall(message: OfCall): void {
    const call = this.#calls.get(message.call)
    if (call === undefined) this.#takeLate(message)
    else if (message.type === 'ask') void this.#answer(message, call)
    else if (message.type === 'log' || message.type === 'progress') this.#output.tell(message, call)
    else this.#deliver(message, call)
  }

  /** A hook may leave something behind that goes on after it; nothing is done for it any more. */
  #takeLate(message: OfCall): void {
    if (!this.#finished.has(message.call)) throw new ProtocolError('a message of a call that was never made')
    if (message.type !== 'ask') return
    const text = 'the hook has ended, so nothing more is done for it'
    this.#process.send({
      type: 'refusal',
      ask: message.ask,
      error: { name: 'HookError', code: 'CANCELLED', message: text },
    })
  }

  #deliver(message: Exclude<OfCall, { type: 'ask' | 'log' | 'progress' }>, call: HookCall): void {
    if (!call.deliver(this.#redacted(message))) throw new ProtocolError('a result that nobody waits for')
    if (call.isOver) this.#forget(call)
  }

  #redacted<T extends OfCall>(message: T): T {
    if ('value' in message) return { ...message, value: this.#settings.redactor.json(message.value) }
    if (!('error' in message)) return message
    const fields = Object.entries(message.error).map(([key, value]) => [
      key,
      typeof value === 'string' ? this.#output.clean(value) : value,
    ])
    return { ...message, error: { ...Object.fromEntries(fields), ...this.#redactedWait(message.error) } }
  }

  /** A time that is written as a secret is none that a tenant has named. */
  #redactedWait({ retry }: WireError): Pick<WireError, 'retry'> {
    if (retry?.after === undefined) return {}
    return this.#settings.redactor.json(retry.after) === retry.after ? {} : { retry: {} }
  }

  #forget(call: HookCall): void {
    this.#calls.delete(call.id)
    this.#finished.add(call.id)
    if (this.#finished.size > MOST_FINISHED) this.#finished.delete(this.#finished.values().next().value ?? 0)
  }

  async #answer({ ask, service, args }: Ask, call: HookCall): Promise<void> {
    const counts = !waitsForPeer(service)
    if (counts && ++this.#asks === MOST_ASKS) this.#process.pause()
    try {
      const value = await answerAsk({ service, args }, this.#contextOf(call))
      this.#process.send({ type: 'answer', ask, value: value ?? null })
    } catch (error) {
      this.#process.send({ type: 'refusal', ask, error: refusalOf(error, service) })
    } finally {
      if (counts && this.#asks-- === MOST_ASKS) this.#process.resume()
    }
  }

  #contextOf(call: HookCall): AskContext {
    return {
      settings: this.#settings,
      given: this.#given,
      kind: call.hook.kind,
      hook: call.hook,
      input: call.input,
      signal: call.stopped,
      deadline: call.deadline,
      streams: call.streams,
      outputs: call.outputs,
      output: (name: string, value: JsonValue) => call.output(name, value),
    }
  }

  #kill(verdict: Verdict, culprits: readonly HookCall[] = []): void {
    if (this.#over) return
    this.#over = true
    this.#verdict = verdict
    this.#culprits = culprits
    this.#process.kill(this.#settings.tuning.killMs)
  }

  #end(end: HostEnd): void {
    clearTimeout(this.#starting)
    this.#over = true
    for (const call of [...this.#calls.values()]) {
      call.deliver({ type: 'lost', error: this.#causeOf(call, end) })
      this.#forget(call)
    }
  }

  #causeOf(call: HookCall, end: HostEnd): MeshroomError {
    const [culprit] = this.#culprits
    if (culprit !== undefined && !this.#culprits.includes(call)) return hostEndedForAnother(call.hook, culprit.hook)
    if (this.#verdict !== undefined && end.violation === undefined) return this.#verdict(call.hook)
    return hostEnded(call.hook, { ...end, stderr: this.#output.clean(end.stderr) }, this.#settings.tuning.heapMiB)
  }
}
