import type {
  HookContext,
  InstanceContext,
  IntegrationInfo,
  JsonValue,
  PlugContext,
  ProductInfo,
  Settings,
  WatchRecord,
} from '@meshroom/hooks-sdk'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'

/** The part of a hook's context that is plain data. */
export interface HookInput {
  readonly product: ProductInfo
  readonly integration?: IntegrationInfo
  readonly plug?: Pick<PlugContext, 'source' | 'destination' | 'topic' | 'mode' | 'format' | 'settings' | 'outputs'>
  readonly instance?: Pick<InstanceContext, 'name' | 'product' | 'settings'>
  /** Of hooks that act on one side of a plug: the tenant at the other end. */
  readonly peer?: Pick<InstanceContext, 'name' | 'product' | 'settings'>
  readonly topic?: string
  readonly arguments?: Settings
  readonly settings?: Settings
  readonly cursor?: string
  readonly since?: string
  /** Of `produce`. */
  readonly batch?: readonly string[]
}

/** What a hook returned and put out. */
export interface HookOutcome {
  readonly result: JsonValue
  readonly outputs: Readonly<Record<string, JsonValue>>
}

export interface CallOptions {
  readonly signal?: AbortSignal
  /** Told of each output as the hook writes it, so that it can be kept even where the hook fails later; the hook waits for it. */
  readonly onOutput?: (name: string, value: JsonValue) => void | Promise<void>
}

/** Runs hooks of one product for one operation, in a process of its own. */
export interface HookHost {
  /** Starts the process ahead of the first call. Never throws: what keeps it from starting, the first call throws. */
  warm(): void
  /**
   * @throws MeshroomError `HOOK_FAILED` (the hook threw, or returned what its kind does not; its message), `HOOK_RETRYABLE` with
   * `data.after` in milliseconds where the hook named a time, `HOOK_TIMEOUT`, `HOOK_CANCELLED`, `HOOK_CRASHED`, `HOOK_OUTPUT_LIMIT`,
   * `HOOK_PROTOCOL`, `HOOK_LOAD_FAILED`. `data.hook` is the hook's id, `data.code` the code of a HookError, `data.stack` the frames in the product's code.
   */
  call(hook: HookDeclaration, input: HookInput, options?: CallOptions): Promise<HookOutcome>
  /** Of `watch` hooks: pulls one record at a time. Leaving the loop ends the hook; the signal ends the loop. Throws as {@link call} does. */
  stream(
    hook: HookDeclaration,
    input: HookInput,
    options?: { readonly signal?: AbortSignal },
  ): AsyncGenerator<WatchRecord, void, void>
  /** Ends the process; calls in flight are cancelled. */
  close(): Promise<void>
}

export type { HookContext }
