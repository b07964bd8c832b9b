import { isDeepStrictEqual } from 'node:util'
import type { Setting, SettingType, SettingValue } from '../manifests/setting.ts'
import { matchesFormat } from './matches-format.ts'
import { matchesPattern } from './matches-pattern.ts'
import { type SettingProblem, settingPath } from './setting-problem.ts'

type Path = SettingProblem['path']

/** Checks one value by itself, whatever is nested in it: its type first, and only when that is right the rest. */
export function checkValue(setting: Setting, value: SettingValue, path: Path): SettingProblem[] {
  const wrongType = checkType(setting, value, path)
  if (wrongType.length > 0) return wrongType
  return [
    ...checkEnum(setting, value, path),
    ...checkRange(setting, value, path),
    ...checkFormat(setting, value, path),
    ...checkPattern(setting, value, path),
  ]
}

const TYPE_NAMES: Readonly<Record<SettingType, string>> = {
  string: 'a text',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

function checkType(setting: Setting, value: SettingValue, path: Path): SettingProblem[] {
  if (isOfType(setting.type, value)) return []
  const hint =
    setting.type === 'string' && typeof value !== 'object' ? { hint: 'put it in quotes to make it a text' } : {}
  const message = `${settingPath(path)} must be ${TYPE_NAMES[setting.type]}, not ${show(setting, value)}`
  return [{ code: 'SETTING_WRONG_TYPE', message, ...hint, path }]
}

/** True when a value is of a type; numbers must be finite. */
export function isOfType(type: SettingType, value: SettingValue): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'number') return Number.isFinite(value)
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === type
}

function checkEnum(setting: Setting, value: SettingValue, path: Path): SettingProblem[] {
  if (setting.enum === undefined || setting.enum.some((one) => isDeepStrictEqual(one, value))) return []
  const allowed = setting.enum.map((one) => JSON.stringify(one)).join(', ')
  const message = `${settingPath(path)} must be one of ${allowed}, not ${show(setting, value)}`
  return [{ code: 'SETTING_NOT_IN_ENUM', message, path }]
}

function checkRange({ minimum, maximum, ...setting }: Setting, value: SettingValue, path: Path): SettingProblem[] {
  if (typeof value !== 'number') return []
  if ((minimum === undefined || value >= minimum) && (maximum === undefined || value <= maximum)) return []
  const message = `${settingPath(path)} must be ${describeRange(minimum, maximum)}, not ${show(setting, value)}`
  return [{ code: 'SETTING_OUT_OF_RANGE', message, path }]
}

function describeRange(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum === undefined) return `at most ${maximum}`
  return maximum === undefined ? `at least ${minimum}` : `from ${minimum} to ${maximum}`
}

function checkFormat(setting: Setting, value: SettingValue, path: Path): SettingProblem[] {
  if (setting.format === undefined || typeof value !== 'string' || matchesFormat(setting.format, value)) return []
  const message = `${settingPath(path)} must be of the format ${setting.format}, which ${show(setting, value)} is not`
  return [{ code: 'SETTING_BAD_FORMAT', message, path }]
}

function checkPattern(setting: Setting, value: SettingValue, path: Path): SettingProblem[] {
  if (setting.pattern === undefined || typeof value !== 'string') return []
  const outcome = matchesPattern(setting.pattern, value)
  if (outcome === 'matches' || outcome === 'invalid') return []
  const name = settingPath(path)
  if (outcome === 'mismatch')
    return [
      {
        code: 'SETTING_BAD_PATTERN',
        message: `${name} must match ${setting.pattern}, which ${show(setting, value)} does not`,
        path,
      },
    ]
  const hint = "simplify the pattern in the product's definition"
  return [
    {
      code: 'SETTING_BAD_PATTERN',
      message: `${name} cannot be checked: the pattern ${setting.pattern} takes too long`,
      hint,
      path,
    },
  ]
}

const LONGEST_SHOWN = 60

/** The value as messages show it; that of a secret is never shown. */
function show(setting: Pick<Setting, 'secret'>, value: SettingValue): string {
  if (setting.secret) return 'the value given'
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object'
  const text = JSON.stringify(value)
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`
}
