import { HookError, type Settings } from '@meshroom/hooks-sdk'
import { asRecord, byText, type JsonRecord, textsOf } from '../json/narrow.ts'
import { toTypedValue } from '../settings/to-typed-value.ts'

/**
 * Checks arguments against an action's schema and converts those that came as text.
 *
 * @throws HookError `ARGUMENT_MISSING`, `ARGUMENT_UNKNOWN`, `VALUE_WRONG_TYPE`
 */
export function checkArguments(given: Settings, schema: JsonRecord): JsonRecord {
  const properties = asRecord(schema.properties)
  const missing = textsOf(schema.required).filter(
    (name) => Object.hasOwn(properties, name) && given[name] === undefined,
  )
  if (missing.length > 0) {
    const flags = missing.map((name) => `-p ${name}=…`).join(' ')
    throw new HookError('ARGUMENT_MISSING', `missing: ${missing.join(', ')}`, { hint: `add ${flags}` })
  }
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(properties, name))
  if (unknown.length > 0 && Object.keys(properties).length > 0) {
    const hint = `it takes ${Object.keys(properties).sort(byText).join(', ')}`
    throw new HookError('ARGUMENT_UNKNOWN', `unknown: ${unknown.join(', ')}`, { hint })
  }
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, toTypedValue(value, { ...asRecord(properties[name]), name })]),
  )
}
