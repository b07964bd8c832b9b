import type { Mode } from './capability.ts'
import type { SettingValue } from './setting.ts'

/** A connection of two instances for one topic in one mode: `instances/<product>/<source>/plugs/<destination>/<topic>[_pull].yaml`. */
export interface Plug {
  /** Name of the instance that produces or triggers. */
  readonly source: string
  /** Name of the instance that consumes or executes. */
  readonly destination: string
  readonly topic: string
  readonly mode: Mode
  readonly format?: string
  /** Who sets up the plug: each its own side (`both`), or the instance named here both sides. Unset: chosen by rule. */
  readonly owner?: string
  readonly settings: Readonly<Record<string, SettingValue>>
  /** `status: up` as the earlier tool wrote it; adopted into the state. */
  readonly status?: string
  readonly extra: Readonly<Record<string, unknown>>
  readonly file: string
}
