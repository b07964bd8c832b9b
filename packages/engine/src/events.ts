import type { PlugRef } from './plan/plan.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Everything that the engine tells while it works; whoever embeds it draws it. */
export type EngineEvent =
  | { readonly type: 'run-started'; readonly action: 'up' | 'down'; readonly steps: number }
  | {
      /** `step-settled`: how far it had come was not known, and its check hook found it done. */
      readonly type: 'step-started' | 'step-succeeded' | 'step-settled'
      readonly step: string
      readonly plug: PlugRef
      readonly title: string
      readonly durationMs?: number
    }
  | {
      readonly type: 'step-failed'
      readonly step: string
      readonly plug: PlugRef
      readonly title: string
      readonly error: EventError
    }
  | {
      readonly type: 'step-skipped'
      readonly step: string
      readonly plug: PlugRef
      readonly title: string
      readonly reason: string
    }
  | {
      readonly type: 'step-retried'
      readonly step: string
      readonly plug: PlugRef
      readonly title: string
      /** The one that comes: 2 for the first repetition. */
      readonly attempt: number
      /** In all. */
      readonly attempts: number
      readonly waitMs: number
      readonly reason: string
    }
  | { readonly type: 'run-finished'; readonly succeeded: number; readonly failed: number; readonly skipped: number }
  | (HookPlace & { readonly type: 'log'; readonly level: LogLevel; readonly message: string })
  | (HookPlace & { readonly type: 'progress'; readonly message: string; readonly fraction?: number })
  | { readonly type: 'warning'; readonly code: string; readonly message: string; readonly hint?: string }

/** Whose words they are: hooks run side by side, also the same one for several plugs. */
export interface HookPlace {
  readonly product: string
  /** Empty where it is not known which of several it was. */
  readonly hook: string
  /** What it runs for, where it runs for one. */
  readonly plug?: PlugRef
  readonly instance?: string
}

export interface EventError {
  readonly code: string
  readonly message: string
  readonly hint?: string
  /** Where it was thrown, or the hook stands, relative to the project. */
  readonly file?: string
  /** From 1, as is the column. */
  readonly line?: number
  readonly column?: number
}
