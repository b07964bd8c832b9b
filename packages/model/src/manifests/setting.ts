/** Types that a setting can have; `float` of the earlier tool is read as `number`. */
export type SettingType = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object'

export type SettingValue =
  | string
  | number
  | boolean
  | null
  | readonly SettingValue[]
  | { readonly [key: string]: SettingValue }

/** A value that an instance or a plug needs: asked for by `add`, `configure` and `plug`. */
export interface Setting {
  readonly name: string
  readonly type: SettingType
  /** True when `null` is an allowed value (`type: [string, 'null']`). */
  readonly nullable: boolean
  readonly title?: string
  readonly description?: string
  readonly default?: SettingValue
  /** A setting without a default is required unless it says `required: false`. */
  readonly required: boolean
  /** Kept in the vault, never in a manifest. */
  readonly secret: boolean
  readonly enum?: readonly SettingValue[]
  readonly format?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  /** Of an array. */
  readonly items?: Setting
  /** Of an object. */
  readonly properties?: readonly Setting[]
}
