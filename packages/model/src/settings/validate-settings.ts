import type { Setting, SettingValue } from '../manifests/setting.ts'
import { suggestName } from '../names/suggest-name.ts'
import { checkValue } from './check-value.ts'
import { type SettingProblem, settingPath } from './setting-problem.ts'

export interface ValidateOptions {
  /** What to say of required settings without a value. Default: `report`. */
  readonly missing?: 'report' | 'ignore'
  /** Where secrets are. `vault`, the default: they are not among the values and not missed. `values`: they are, and are checked as any other. */
  readonly secrets?: 'vault' | 'values'
  /** What to say of values that no setting declares. Default: `typos`, only those that look like a declared one. */
  readonly unknown?: 'report' | 'typos' | 'ignore'
}

type Values = Readonly<Record<string, SettingValue | undefined>>

/**
 * Checks values against declared settings: type, required, enum, range, pattern, format, and everything nested.
 *
 * @returns every problem, in the order of the settings; empty when all is well
 * @example
 * validateSettings([{ name: 'port', type: 'integer', … }], { port: 'http' })
 * // [{ code: 'SETTING_WRONG_TYPE', message: 'port must be an integer, not "http"', path: ['port'] }]
 */
export function validateSettings(
  settings: readonly Setting[],
  values: Values,
  options: ValidateOptions = {},
): readonly SettingProblem[] {
  return checkMembers({ settings, values, path: [], options })
}

interface MembersInput {
  readonly settings: readonly Setting[]
  readonly values: Values
  readonly path: SettingProblem['path']
  readonly options: ValidateOptions
}

function checkMembers({ settings, values, path, options }: MembersInput): SettingProblem[] {
  const known = settings.flatMap((setting) =>
    checkMember(setting, Object.hasOwn(values, setting.name) ? values[setting.name] : undefined, {
      path: [...path, setting.name],
      options,
    }),
  )
  return [...known, ...checkUnknown({ settings, values, path, options })]
}

interface Where {
  readonly path: SettingProblem['path']
  readonly options: ValidateOptions
}

function checkMember(setting: Setting, value: SettingValue | undefined, where: Where): SettingProblem[] {
  if (value === undefined || (value === null && !setting.nullable)) return checkMissing(setting, where)
  if (value === null) return []
  const own = checkValue(setting, value, where.path)
  return own.length > 0 ? own : checkNested(setting, value, where)
}

function checkMissing(setting: Setting, { path, options }: Where): SettingProblem[] {
  if (!setting.required || options.missing === 'ignore') return []
  if (setting.secret && options.secrets !== 'values') return []
  const flag = setting.secret ? `-s ${settingPath(path)}` : `-c ${settingPath(path)}=<value>`
  return [{ code: 'SETTING_MISSING', message: `${settingPath(path)} has no value`, hint: `give it with ${flag}`, path }]
}

function checkNested(setting: Setting, value: SettingValue, { path, options }: Where): SettingProblem[] {
  if (isList(value) && setting.items !== undefined) {
    const item = setting.items
    return value.flatMap((one, index) =>
      checkMember({ ...item, required: true }, one, { path: [...path, index], options }),
    )
  }
  if (isObject(value) && setting.properties !== undefined)
    return checkMembers({ settings: setting.properties, values: value, path, options })
  return []
}

function checkUnknown({ settings, values, path, options }: MembersInput): SettingProblem[] {
  if (options.unknown === 'ignore') return []
  const names = settings.map(({ name }) => name)
  return Object.keys(values)
    .filter((key) => !names.includes(key) && values[key] !== undefined)
    .flatMap((key) => describeUnknown(key, names, { path: [...path, key], options }))
}

function describeUnknown(key: string, names: readonly string[], { path, options }: Where): SettingProblem[] {
  const meant = suggestName(key, names)
  if (meant === undefined && options.unknown !== 'report') return []
  const known = names.length === 0 ? 'none is declared' : `declared are ${names.join(', ')}`
  const hint = meant === undefined ? known : `did you mean "${meant}"?`
  return [{ code: 'SETTING_UNKNOWN', message: `${settingPath(path)} is not a setting`, hint, path }]
}

function isList(value: SettingValue): value is readonly SettingValue[] {
  return Array.isArray(value)
}

function isObject(value: SettingValue): value is { readonly [key: string]: SettingValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
