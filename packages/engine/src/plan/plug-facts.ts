import type { Role } from '@meshroom/model'
import type { PlugState, StepInputs } from '../state/plug-state.ts'
import type { PlugRef } from './plan.ts'

/** A setup step that a plug should have had. */
export interface DesiredStep {
  readonly side: 'source' | 'destination'
  readonly role: Role
  readonly product: string
  readonly instance: string
  /** The product at the other end. */
  readonly target: string
  /** `<file>#<export>`, or `declarative`. */
  readonly hook: string
  readonly title: string
  /** A change is met by teardown and setup. */
  readonly replace: boolean
  readonly inputs: StepInputs
}

/** A plug as the manifests want it, its steps in the order of setting up. */
export interface DesiredPlug {
  readonly plug: PlugRef
  readonly format?: string
  readonly steps: readonly DesiredStep[]
  /** The manifest says `status: up`, as the earlier tool wrote it. */
  readonly adopted: boolean
}

/** A plug that cannot be planned. */
export interface RefusedPlug {
  readonly plug: PlugRef
  readonly code: string
  readonly message: string
  readonly hint?: string
}

/** A teardown step that would undo a side of what is recorded. */
export interface TeardownStep {
  readonly side: 'source' | 'destination'
  readonly product: string
  readonly instance: string
  /** `<file>#<export>`, `declarative`, or `none` where the product has no teardown hook for it. */
  readonly hook: string
  readonly title: string
}

/** What is recorded of a plug, with what would undo it, in that order. */
export interface RecordedPlug {
  readonly state: PlugState
  readonly teardown: readonly TeardownStep[]
  /** Why it cannot be undone now, such as a product whose folder is gone. */
  readonly refused?: RefusedPlug
}

/** A plug that is recorded but that no manifest wants any more. */
export interface AbandonedPlug extends RecordedPlug {
  /** `unplugged`, `instance myedr removed`. */
  readonly cause: string
}
