import type { Mode, Role } from '../match/capability.ts'

/** What can set up a product's end of an exchange: a setup hook, or a capability that is an HTTP call. Unset values apply to any. */
export interface SetupData {
  readonly product: string
  /** The only product that it can be set up with. */
  readonly target?: string | undefined
  readonly topic?: string | undefined
  readonly role: Role
  readonly mode?: Mode | undefined
  /** The only format that it can set up; it does not apply where neither capability names one. */
  readonly format?: string | undefined
  /** Sets up both ends, so that the other product needs nothing. */
  readonly ownsBoth?: boolean | undefined
}

/** One end of an exchange between two products. */
export interface End {
  readonly product: string
  readonly target: string
  readonly topic: string
  readonly role: Role
  readonly mode: Mode
  readonly format: string | undefined
}

export function applies(setup: SetupData, end: End): boolean {
  return (
    setup.product === end.product &&
    setup.role === end.role &&
    (setup.target ?? end.target) === end.target &&
    (setup.topic ?? end.topic) === end.topic &&
    (setup.mode ?? end.mode) === end.mode &&
    (setup.format === undefined || setup.format.toLowerCase() === end.format?.toLowerCase())
  )
}
