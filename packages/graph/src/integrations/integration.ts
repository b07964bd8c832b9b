import type { Mode, Role } from '../match/capability.ts'

/** How a product sets up its end with another, as a manifest says it. */
export interface IntegrationData {
  readonly product: string
  readonly target: string
  readonly topic?: string | undefined
  readonly role: Role
  readonly mode: Mode
  readonly format?: string | undefined
}

/** One end of what two products can exchange. */
export interface Integration extends IntegrationData {
  /** True when it follows from capabilities alone, false when a manifest says it. */
  readonly generic: boolean
}
