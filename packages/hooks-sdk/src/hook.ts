import type {
  ActionContext,
  JsonValue,
  Mode,
  PlayContext,
  PublishContext,
  PullContext,
  Role,
  ScaffoldContext,
  SideContext,
  WatchContext,
} from './context.ts'

/** Version of the contract between a hook file and the engine; a hook of another version is refused with a clear error. */
export const hookVersion = 1

export type HookKind =
  | 'setup'
  | 'teardown'
  | 'check'
  | 'scaffold'
  | 'produce'
  | 'watch'
  | 'trigger'
  | 'execute'
  | 'publish'
  | 'pull'

/** Options of a hook. All of them are literals in the source: hooks are found by parsing, never by running. */
export interface HookOptions {
  readonly topic?: string
  readonly mode?: Mode
  readonly format?: string
  /** What it does, for plans and reports. */
  readonly title?: string
  /** Among the hooks of one side: first, last, or by number (ascending; 0 where unset). Equal ones run by file and export name. */
  readonly order?: 'first' | 'last' | number
  /** Sets up both ends of the plug, so that the other side needs no hook. */
  readonly ownsBoth?: boolean
  /** A product-wide hook that runs besides the integration's own, instead of yielding to them. */
  readonly keepWhenOverloaded?: boolean
  /** Applies only to integrations whose manifest has all these keys. */
  readonly requires?: readonly string[]
  /** A change is met by teardown and setup instead of setup again. */
  readonly replace?: boolean
  /**
   * Of a `check`: its `present` says that `setup` came to its end, as it was asked to now. What it makes is there with today's settings and secrets,
   * and it puts nothing out that the check does not put out itself. A `setup` that was cut off is then not run again, unless a setting or a secret
   * that it may have read was changed since, or may have been.
   */
  readonly settles?: boolean
  /** In milliseconds; default 300,000. */
  readonly timeout?: number
}

/** What `check` found on the tenant. */
export interface CheckResult {
  readonly status: 'present' | 'absent' | 'changed' | 'unknown'
  readonly detail?: string
}

export interface ProduceResult {
  /** How many records of the batch were taken. */
  readonly accepted: number
  readonly rejected: readonly { readonly index: number; readonly reason: string; readonly retryable: boolean }[]
}

export interface WatchRecord {
  readonly event: JsonValue
  /** Where to resume after this record. */
  readonly cursor?: string
}

export interface PublishResult {
  /** Where to go on: the pull request, or the page that opens one. */
  readonly url?: string
  readonly message: string
}

export interface PullResult {
  readonly products: number
  readonly integrations: number
  /** What was not taken over, and why. */
  readonly skipped: readonly { readonly item: string; readonly reason: string }[]
  readonly summary?: string
}

/** The function of each kind of hook. */
export interface HookFunctions {
  setup: (context: SideContext) => Promise<void> | void
  teardown: (context: SideContext) => Promise<void> | void
  check: (context: SideContext) => Promise<CheckResult> | CheckResult
  scaffold: (context: ScaffoldContext) => Promise<void> | void
  produce: (context: PlayContext, batch: readonly string[]) => Promise<ProduceResult> | ProduceResult
  watch: (context: WatchContext) => AsyncIterable<WatchRecord>
  trigger: (context: ActionContext) => Promise<JsonValue> | JsonValue
  execute: (context: ActionContext) => Promise<JsonValue> | JsonValue
  publish: (context: PublishContext) => Promise<PublishResult> | PublishResult
  pull: (context: PullContext) => Promise<PullResult> | PullResult
}

/** An inert, branded value; a file's named exports of this shape are its hooks. */
export interface Hook<K extends HookKind = HookKind> {
  readonly $meshroomHook: typeof hookVersion
  readonly kind: K
  /** Unset: taken from the file name of the integration it stands beside, or any. */
  readonly role?: Role
  readonly options: HookOptions
  readonly run: HookFunctions[K]
}
