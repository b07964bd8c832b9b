import type { Mode } from '@meshroom/model'
import type { PlanFilter } from './plan-filter.ts'

/** Names one plug. */
export interface PlugRef {
  readonly source: string
  readonly destination: string
  readonly topic: string
  readonly mode: Mode
}

/** One hook to run on one side of a plug. */
export interface PlanStep {
  /** Stable: `<source>/<destination>/<topic>/<mode>/<side>/<action>/<hook id>`. */
  readonly id: string
  readonly action: 'setup' | 'teardown'
  readonly plug: PlugRef
  readonly side: 'source' | 'destination'
  readonly product: string
  readonly instance: string
  /** `<file relative to the project>#<export>`, or `declarative` where the capability needs no hook; `none` for a teardown that no hook does: what setup made stays. */
  readonly hook: string
  readonly title: string
  /** Why: `new`, `settings changed: url`, `hook code changed`, `unplugged`, `failed last time`, … */
  readonly cause: string
}

/** What `up` or `down` would do, as plain data in the order of its doing. Steps of one plug run one after another. */
export interface Plan {
  readonly action: 'up' | 'down'
  readonly environment: string
  /** Which plugs it is about. */
  readonly filter: PlanFilter
  /** Digest of the manifests, hooks with their code, and states that it was decided from: another one, and it may not be obeyed any more. */
  readonly basis: string
  readonly steps: readonly PlanStep[]
  /** Plugs that need nothing. */
  readonly unchanged: readonly PlugRef[]
  /** Plugs that cannot be planned, each with its cause; the others are planned all the same. */
  readonly refused: readonly {
    readonly plug: PlugRef
    readonly code: string
    readonly message: string
    readonly hint?: string
  }[]
}
