import { MeshroomError } from '../error.ts'
import type { Setting, SettingType, SettingValue } from '../manifests/setting.ts'
import { isOfType } from './check-value.ts'
import { mayHoldSecret } from './find-secrets.ts'

/**
 * Converts text from the command line to the type of a setting. Lists are JSON, or comma-separated where their items are
 * scalars; objects are JSON; `null` is null where the setting allows it. Only the type is looked at: `validateSettings` does the rest.
 *
 * @throws MeshroomError `SETTING_WRONG_TYPE` when the text is not of the type; a value that may hold a secret is not in it
 * @example
 * parseSettingValue({ name: 'ports', type: 'array', items: { type: 'integer', … }, … }, '80,443') // [80, 443]
 */
export function parseSettingValue(setting: Setting, text: string): SettingValue {
  if (setting.nullable && text === 'null') return null
  const value = convert(setting, text)
  if (value !== undefined) return value
  const got = mayHoldSecret(setting) ? 'the value given' : JSON.stringify(text)
  throw new MeshroomError('SETTING_WRONG_TYPE', `${setting.name} must be ${EXPECTED[setting.type]}, not ${got}`, {
    hint: `-c ${setting.name}=${EXAMPLES[setting.type]}`,
    data: { setting: setting.name, type: setting.type },
  })
}

const EXPECTED: Readonly<Record<SettingType, string>> = {
  string: 'a text',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list (JSON, or values separated by commas)',
  object: 'an object in JSON',
}

const EXAMPLES: Readonly<Record<SettingType, string>> = {
  string: 'text',
  integer: '10',
  number: '0.5',
  boolean: 'true',
  array: '\'["a", "b"]\'',
  object: '\'{"key": "value"}\'',
}

function convert(setting: Setting, text: string): SettingValue | undefined {
  if (setting.type === 'string') return text
  if (setting.type === 'boolean') return convertBoolean(text)
  if (setting.type === 'integer' || setting.type === 'number') return convertNumber(setting.type, text)
  const value =
    setting.type === 'array' && !text.trimStart().startsWith('[') ? splitList(setting, text) : parseJson(text)
  return value !== undefined && isOfType(setting.type, value) ? value : undefined
}

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  yes: true,
  no: false,
  on: true,
  off: false,
  1: true,
  0: false,
}

function convertBoolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase()
  return Object.hasOwn(BOOLEANS, word) ? BOOLEANS[word] : undefined
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/** An integer that JavaScript would round is none. */
function convertNumber(type: 'integer' | 'number', text: string): number | undefined {
  const value = Number(text.trim())
  if (!NUMBER.test(text.trim()) || !Number.isFinite(value)) return undefined
  return type === 'number' || Number.isSafeInteger(value) ? value : undefined
}

function splitList(setting: Setting, text: string): SettingValue | undefined {
  if (text.trim() === '') return []
  const item = setting.items ?? {
    name: setting.name,
    type: 'string',
    nullable: false,
    required: false,
    secret: setting.secret,
  }
  if (item.type === 'array' || item.type === 'object') return undefined
  const values = text.split(',').map((part) => convert(item, part.trim()))
  return values.every((value) => value !== undefined) ? values : undefined
}

function parseJson(text: string): SettingValue | undefined {
  try {
    return JSON.parse(text) as SettingValue
  } catch {
    return undefined
  }
}
