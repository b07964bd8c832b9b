import { HookError, type JsonValue } from '@meshroom/hooks-sdk'
import { isOfType, typesOf } from '../catalogue/repair-schema.ts'
import type { JsonRecord } from '../json/narrow.ts'

/**
 * A text as the type that a schema names: secrets and arguments from the command line come as text.
 *
 * @throws HookError `VALUE_WRONG_TYPE`, without the value, which may be a secret
 */
export function toTypedValue(value: JsonValue, schema: JsonRecord): JsonValue {
  const types = typesOf(schema)
  if (typeof value !== 'string' || types.length === 0 || types.includes('string')) return value
  const parsed = parse(value)
  if (parsed !== undefined && types.some((type) => isOfType(parsed, type))) return parsed
  throw new HookError('VALUE_WRONG_TYPE', `${String(schema.name ?? 'the value')} must be ${types.join(' or ')}`)
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
