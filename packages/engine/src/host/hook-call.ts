import { HookError, type JsonValue } from '@meshroom/hooks-sdk'
import type { MeshroomError } from '@meshroom/model'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'
import { createNetStreams } from './broker/network/net-streams.ts'
import { type Deadline, noDeadline } from './deadline.ts'
import type { CallOptions, HookInput } from './hook-host.ts'
import type { AbortReason, FromHost } from './protocol.ts'

/** What ends a wait for a hook: a message of the host, or the engine's own error when there is no host any more. */
export type CallNews =
  | Extract<FromHost, { type: 'done' | 'failed' | 'record' | 'ended' }>
  | { readonly type: 'lost'; readonly error: MeshroomError }

/** Made once: an abort without a reason makes a new one each time. */
const ended = new HookError('CANCELLED', 'the hook has ended')

/** A call that a host is working on. */
export class HookCall {
  readonly id: number
  readonly hook: HookDeclaration
  readonly input: HookInput
  readonly outputs: Record<string, JsonValue> = Object.create(null)
  /** What it has open on the network; closed once nobody waits for it any more. */
  readonly streams = createNetStreams()
  /** Stands still while a person is asked. */
  deadline: Deadline = noDeadline
  readonly #onOutput: CallOptions['onOutput']
  readonly #stopped = new AbortController()
  readonly #settled = Promise.withResolvers<void>()
  #abortReason: AbortReason | undefined
  /** A record that nobody has received yet. */
  #record: CallNews | undefined
  /** The last word. */
  #end: CallNews | undefined
  #receive: ((news: CallNews) => void) | undefined
  /** Whether the host may send a record. */
  #granted = false

  constructor(facts: { id: number; hook: HookDeclaration; input: HookInput; onOutput: CallOptions['onOutput'] }) {
    this.id = facts.id
    this.hook = facts.hook
    this.input = facts.input
    this.#onOutput = facts.onOutput
    this.#stopped.signal.addEventListener('abort', () => this.streams.closeAll(), { once: true })
  }

  /** Aborted once nobody waits for the hook any more; ends what the engine does for it. */
  get stopped(): AbortSignal {
    return this.#stopped.signal
  }

  /** Resolves once the host has said its last word of it. */
  get settled(): Promise<void> {
    return this.#settled.promise
  }

  get isOver(): boolean {
    return this.#end !== undefined
  }

  get abortReason(): AbortReason | undefined {
    return this.#abortReason
  }

  /** @returns false when it is over or has been asked to end before */
  markAborted(reason: AbortReason): boolean {
    if (this.#abortReason !== undefined || this.isOver) return false
    this.#abortReason = reason
    this.#stopped.abort(ended)
    return true
  }

  async output(name: string, value: JsonValue): Promise<void> {
    this.outputs[name] = value
    await this.#onOutput?.(name, value)
  }

  grantRecord(): void {
    this.#granted = true
  }

  /** Takes what the host says of the call. @returns false when it must not say that now */
  deliver(news: CallNews): boolean {
    if (this.isOver || !this.#allows(news)) return false
    if (news.type !== 'record') this.#finish(news)
    else if (this.#receive === undefined) this.#record = news
    this.#receive?.(news)
    this.#receive = undefined
    return true
  }

  #finish(news: CallNews): void {
    this.#end = news
    this.#stopped.abort(ended)
    this.#settled.resolve()
  }

  /** A watch hook gives records while it is granted them, and ends; every other hook is done once. */
  #allows({ type }: CallNews): boolean {
    const isWatch = this.hook.kind === 'watch'
    if (type === 'done') return !isWatch
    if (type === 'ended') return isWatch
    if (type !== 'record') return true
    const granted = isWatch && this.#granted
    this.#granted = false
    return granted
  }

  /** The next thing that the host says of it. Only one may wait at a time. */
  async receive(): Promise<CallNews> {
    const waiting = this.#record ?? this.#end
    this.#record = undefined
    return waiting ?? new Promise((resolve) => (this.#receive = resolve))
  }
}
