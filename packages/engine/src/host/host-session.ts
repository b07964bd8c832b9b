import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { JsonValue } from '@meshroom/hooks-sdk'
import type { MeshroomError } from '@meshroom/model'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'
import { createAllowance } from './allowance.ts'
import { answerAsk } from './broker/answer-ask.ts'
import type { AskContext } from './broker/ask.ts'
import { refusalOf } from './broker/refusal.ts'
import { cleanText } from './clean-text.ts'
import { HookCall } from './hook-call.ts'
import { hookFlooded, hostEnded, hostEndedByError, hostEndedForAnother } from './hook-failure.ts'
import type { CallOptions, HookInput } from './hook-host.ts'
import { hostEnvironment } from './host-environment.ts'
import { hostFlags } from './host-flags.ts'
import type { HostSettings } from './host-options.ts'
import { type HostEnd, type HostProcess, startHostProcess } from './host-process.ts'
import { locateRunner } from './locate-runner.ts'
import { type AbortReason, type FromHost, protocolVersion } from './protocol.ts'
import { ProtocolError } from './read-host-message.ts'
import type { Redactor } from './redact.ts'

/** While more are unanswered, the host is not listened to. */
const MOST_ASKS = 64

/** What an empty log line costs of the limit of output, in bytes. */
const OVERHEAD = 100

/** How many ids of finished calls are remembered: what a hook left behind may still speak of them for a moment. */
const MOST_FINISHED = 1_000

/** One process of a host, and the calls that it is working on. */
export class HostSession {
  readonly #settings: HostSettings
  readonly #redactor: Redactor
  readonly #process: HostProcess
  readonly #calls = new Map<number, HookCall>()
  readonly #finished = new Set<number>()
  readonly #output
  readonly #starting: NodeJS.Timeout
  #lastCall = 0
  #asks = 0
  #over = false
  #culprits: readonly HookCall[] = []
  #verdict: ((call: HookCall) => MeshroomError) | undefined

  private constructor(settings: HostSettings, { redactor, scratch }: { redactor: Redactor; scratch: string }) {
    const { tuning, product, root } = settings
    const { runner, sdk, folders } = locateRunner()
    const read = [...folders, join(root, product.folder), scratch]
    const flags = hostFlags(process.allowedNodeEnvironmentFlags, { read, write: [scratch], heapMiB: tuning.heapMiB })
    this.#settings = settings
    this.#redactor = redactor
    this.#output = createAllowance({ burst: tuning.outputBytes, perSecond: tuning.outputBytes / 16 })
    this.#process = startHostProcess({
      args: [...flags, runner],
      cwd: scratch,
      env: hostEnvironment(process.env, scratch),
      onMessage: (message) => this.#take(message),
      onStray: (stream, line) => this.#takeStray(stream, line),
      onStrayBytes: (count) => void this.#spend(count, [...this.#calls.values()]),
    })
    this.#starting = setTimeout(() => this.#process.violate('nothing: it did not start in time'), tuning.startMs)
    this.#process.ended.then((end) => this.#end(end))
    const project = { name: basename(root), environment: settings.environment }
    this.#process.send({ type: 'hello', protocol: protocolVersion, sdk, project, root })
  }

  /** Starts a process. Calls may be made at once: they wait in its pipe until it is ready. */
  static async start(settings: HostSettings, redactor: Redactor): Promise<HostSession> {
    const scratch = join(settings.root, '.meshroom', 'scratch', settings.product.name)
    await mkdir(scratch, { recursive: true })
    return new HostSession(settings, { redactor, scratch })
  }

  /** Whether the process is gone, or on its way. */
  get isOver(): boolean {
    return this.#over
  }

  get ended(): Promise<HostEnd> {
    return this.#process.ended
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
  abort(call: HookCall, reason: AbortReason, verdict: (call: HookCall) => MeshroomError): void {
    if (!call.markAborted(reason)) return
    this.#process.send({ type: 'abort', call: call.id, reason })
    const timer = setTimeout(() => this.#kill([call], verdict), this.#settings.tuning.graceMs)
    call.settled.then(() => clearTimeout(timer))
  }

  /** Ends the process, and with it whatever is still in flight. */
  async close(): Promise<void> {
    this.#over = true
    this.#process.finish()
    const timer = setTimeout(() => this.#process.kill(this.#settings.tuning.killMs), this.#settings.tuning.graceMs)
    await this.#process.ended
    clearTimeout(timer)
  }

  #take(message: FromHost): void {
    if (message.type === 'ready') this.#takeReady(message.protocol)
    else if (message.type === 'fatal') this.#takeFatal(message)
    else if (!this.#calls.has(message.call) && this.#finished.has(message.call)) this.#takeLate(message)
    else this.#takeOfCall(message, this.#callOf(message.call))
  }

  #takeReady(protocol: number): void {
    if (protocol !== protocolVersion) throw new ProtocolError(`version ${protocol} of the protocol`)
    clearTimeout(this.#starting)
  }

  #takeFatal({ error }: Extract<FromHost, { type: 'fatal' }>): void {
    const message = this.#clean(error.message)
    this.#verdict ??= (call) => hostEndedByError(call.hook, message)
    this.#over = true
    this.#process.kill(this.#settings.tuning.killMs)
  }

  #takeLate(message: Exclude<FromHost, { type: 'ready' | 'fatal' }>): void {
    if (message.type !== 'ask') return
    const error = {
      name: 'HookError',
      code: 'CANCELLED',
      message: 'the hook has ended, so nothing more is done for it',
    }
    this.#process.send({ type: 'refusal', ask: message.ask, error })
  }

  #callOf(id: number): HookCall {
    const call = this.#calls.get(id)
    if (call === undefined) throw new ProtocolError('a message of a call that was never made')
    return call
  }

  #takeOfCall(message: Exclude<FromHost, { type: 'ready' | 'fatal' }>, call: HookCall): void {
    if (message.type === 'ask') void this.#answer(message, call)
    else if (message.type === 'log' || message.type === 'progress') this.#tell(message, call)
    else this.#deliver(message, call)
  }

  #deliver(message: Extract<FromHost, { type: 'done' | 'failed' | 'record' | 'ended' }>, call: HookCall): void {
    if (!call.deliver(this.#redacted(message))) throw new ProtocolError('a result that nobody waits for')
    if (call.isOver) this.#forget(call)
  }

  #forget(call: HookCall): void {
    this.#calls.delete(call.id)
    this.#finished.add(call.id)
    if (this.#finished.size > MOST_FINISHED) this.#finished.delete(this.#finished.values().next().value ?? 0)
  }

  #redacted<T extends FromHost>(message: T): T {
    if ('value' in message) return { ...message, value: this.#redactor.json(message.value) }
    if (!('error' in message)) return message
    const texts = Object.entries(message.error).map(([key, value]) => [
      key,
      typeof value === 'string' ? this.#clean(value) : value,
    ])
    return { ...message, error: Object.fromEntries(texts) }
  }

  #clean(text: string): string {
    return this.#redactor.text(cleanText(text))
  }

  #tell(message: Extract<FromHost, { type: 'log' | 'progress' }>, call: HookCall): void {
    const text = this.#clean(message.message)
    if (!this.#spend(message.message.length + OVERHEAD, [call])) return
    const from = { product: this.#settings.product.name, hook: call.hook.id, message: text }
    const { emit } = this.#settings.services
    if (message.type === 'log') emit({ type: 'log', level: message.level, ...from })
    else emit({ type: 'progress', ...from, ...(message.fraction !== undefined && { fraction: message.fraction }) })
  }

  /** What went around the runner belongs to the only call in flight, or to the product as a whole. */
  #takeStray(stream: 'stdout' | 'stderr', line: string): void {
    const calls = [...this.#calls.values()]
    if (this.#over) return
    const hook = calls.length === 1 && calls[0] !== undefined ? calls[0].hook.id : ''
    const level = stream === 'stdout' ? 'info' : 'debug'
    this.#settings.services.emit({
      type: 'log',
      level,
      product: this.#settings.product.name,
      hook,
      message: this.#clean(line),
    })
  }

  /** @returns false when the output is over its limit: the process is being ended, and nothing more is told */
  #spend(bytes: number, culprits: readonly HookCall[]): boolean {
    if (this.#over) return false
    if (this.#output.spend(bytes)) return true
    this.#kill(culprits, (call) => hookFlooded(call.hook))
    return false
  }

  #kill(culprits: readonly HookCall[], verdict: (call: HookCall) => MeshroomError): void {
    if (this.#over) return
    this.#over = true
    this.#culprits = culprits
    this.#verdict = verdict
    this.#process.kill(this.#settings.tuning.killMs)
  }

  async #answer({ ask, service, args }: Extract<FromHost, { type: 'ask' }>, call: HookCall): Promise<void> {
    if (++this.#asks === MOST_ASKS) this.#process.pause()
    try {
      const value = await answerAsk({ service, args }, this.#contextOf(call))
      this.#process.send({ type: 'answer', ask, value: value ?? null })
    } catch (error) {
      this.#process.send({ type: 'refusal', ask, error: refusalOf(error, service) })
    } finally {
      if (this.#asks-- === MOST_ASKS) this.#process.resume()
    }
  }

  #contextOf(call: HookCall): AskContext {
    return {
      settings: this.#settings,
      redactor: this.#redactor,
      kind: call.hook.kind,
      hook: call.hook,
      input: call.input,
      signal: call.stopped,
      deadline: call.deadline,
      output: (name: string, value: JsonValue) => call.output(name, this.#redactor.json(value)),
    }
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
    if (this.#verdict !== undefined && end.violation === undefined) return this.#verdict(call)
    const stderr = this.#clean(end.stderr)
    return hostEnded(call.hook, { ...end, stderr }, this.#settings.tuning.heapMiB)
  }
}
