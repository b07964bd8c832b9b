import type { JsonValue, Settings } from '@meshroom/hooks-sdk'
import type { Mode, Role } from '@meshroom/model'
import type { EventError } from '../events.ts'
import type { PlugRef } from '../plan/plan.ts'

/** Version of the format of state files; an older one is migrated when it is read, a newer one refused, not guessed at. */
export const stateVersion = 2

/** The integration that a step ran for, complete enough to choose its teardown hooks once the manifest is gone. */
export interface RecordedIntegration {
  readonly topic?: string
  readonly role: Role
  readonly mode: Mode
  readonly format?: string
  readonly ownsBoth: boolean
  /** Every key of the manifest. */
  readonly manifest: Settings
  /** Relative to the project. */
  readonly file: string
}

/** Everything that a step depends on besides secrets, which are never recorded. */
export interface StepInputs {
  readonly format?: string
  /** Settings of the instance whose side it is, defaults included, secret ones left out. */
  readonly instance: Settings
  /** Settings of the instance at the other end, likewise. */
  readonly peer: Settings
  /** Settings of the plug, likewise. */
  readonly plug: Settings
  /** Absent for a generic integration. */
  readonly integration?: RecordedIntegration
  /** Digest of what the product's definition says besides its capabilities and descriptions, and of a declarative call. */
  readonly definition: string
  /** Digest of the hook's code; empty for a declarative side. */
  readonly code: string
  /** Keyed digests of the secrets that the step could read, by `<owner>.<key>`; absent where they are not known. Never a value. */
  readonly secrets?: Readonly<Record<string, string>>
}

/** One step of a plug, as it last ran. */
export interface RecordedStep {
  readonly side: 'source' | 'destination'
  readonly role: Role
  readonly product: string
  readonly instance: string
  /** The product at the other end. */
  readonly target: string
  /** `<file>#<export>`, or `declarative`. */
  readonly hook: string
  /** The hook said that a change is met by teardown and setup; it may be gone when there is one. */
  readonly replace?: true
  /**
   * `interrupted`: it began, and nobody knows how far it came: it was cut off, or its tenant never answered. `outdated`: it was done, and a step before it has run again since.
   * `drifted`: it was done, and its `check` hook found the tenant otherwise.
   */
  readonly outcome: 'done' | 'failed' | 'interrupted' | 'outdated' | 'drifted'
  /** More of the outcome: what the `check` hook said of the drift, or that the state was damaged and where it was restored from. */
  readonly detail?: string
  /** ISO 8601. */
  readonly at: string
  /** Who ran it; not known of what was recorded before there was a name. */
  readonly by?: string
  readonly inputs: StepInputs
}

/** What has been set up for one plug in one environment. */
export interface PlugState {
  readonly version: typeof stateVersion
  readonly plug: PlugRef
  /** `up`: every step was done; `partial`: some were, or one failed; `down`: nothing is left of it. */
  readonly status: 'up' | 'partial' | 'down'
  readonly format?: string
  /** In the order of setting up. A failed step is here too: it may have had effects. */
  readonly steps: readonly RecordedStep[]
  /** What hooks put out; never secrets. */
  readonly outputs: Readonly<Record<string, JsonValue>>
  /** Which side has put out what; an output that is not here is of before that was recorded. */
  readonly putBy?: Readonly<Record<string, RecordedStep['side']>>
  /** ISO 8601: since then it is to be undone and stands beside others: its teardown failed, or a filter left it out. */
  readonly undoingSince?: string
  /** The last failure, until a run succeeds. */
  readonly failure?: EventError & {
    readonly action: 'setup' | 'teardown'
    readonly hook: string
    /** ISO 8601. */
    readonly at: string
  }
}

/** `source/destination/topic/mode`: unique among plugs, and the order in which they are listed. */
export function plugKey({ source, destination, topic, mode }: PlugRef): string {
  return `${source}/${destination}/${topic}/${mode}`
}

/** The plug's name alone, without what else a manifest says. */
export function plugRef({ source, destination, topic, mode }: PlugRef): PlugRef {
  return { source, destination, topic, mode }
}

/** For people: `events from myedr to mysekoia`, and the mode where it is pull. */
export function sayPlug({ source, destination, topic, mode }: PlugRef): string {
  return `${topic} from ${source} to ${destination}${mode === 'pull' ? ' (pull)' : ''}`
}
