import type { SettingValue } from './setting.ts'

/** A tenant of a product: `instances/<product>/<name>/config.yaml`. */
export interface Instance {
  /** Unique in the project. */
  readonly name: string
  readonly product: string
  readonly settings: Readonly<Record<string, SettingValue>>
  readonly extra: Readonly<Record<string, unknown>>
  /** Folder relative to the project. */
  readonly folder: string
  readonly file?: string
}
