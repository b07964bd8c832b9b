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

/** Runs hooks of one product for one operation, in a process of its own. */
export interface HookHost {
  /**
   * @throws MeshroomError `HOOK_FAILED` (the hook threw; its message), `HOOK_TIMEOUT`, `HOOK_CRASHED`, `HOOK_PROTOCOL`, `HOOK_CANCELLED`,
   * `HOOK_LOAD_FAILED`; `HOOK_RETRYABLE` with `data.after` in milliseconds
   */
  call(hook: HookDeclaration, input: HookInput, options?: { readonly signal?: AbortSignal }): Promise<HookOutcome>
  /** Of `watch` hooks: pulls one record at a time; leaving the loop ends the hook. */
  stream(
    hook: HookDeclaration,
    input: HookInput,
    options?: { readonly signal?: AbortSignal },
  ): AsyncGenerator<WatchRecord, void, void>
  close(): Promise<void>
}

export type { HookContext }
