import type { Mode, Role } from './capability.ts'
import type { Setting } from './setting.ts'

/** How `product` sets up its end with `target`: `products/<product>/integrations/<target>/<topic>_<role>[_pull].yaml`. */
export interface Integration {
  readonly product: string
  readonly target: string
  /** From the file's name, as role and mode are; unset when the file's name has none. */
  readonly topic?: string
  readonly role: Role
  readonly mode: Mode
  readonly format?: string
  readonly settings: readonly Setting[]
  /** `true` when it sets up both ends. */
  readonly ownsBoth: boolean
  /** Every other key of the manifest (`intake_format_uuid`, `automation_action_uuid`, …), kept. */
  readonly extra: Readonly<Record<string, unknown>>
  /** Manifest relative to the project. */
  readonly file: string
}
