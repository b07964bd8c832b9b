import type { JsonValue } from '@meshroom/hooks-sdk'

/**
 * What a hook returned, as it can cross the pipe. `undefined` is null.
 *
 * @throws TypeError naming what is not JSON and where
 */
export function toJson(value: unknown): JsonValue {
  if (value === undefined) return null
  const text = stringify(value)
  return text === undefined ? null : JSON.parse(text)
}

function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, refuseForeign)
  } catch (error) {
    if (error instanceof NotJson) throw new TypeError(error.message)
    throw new TypeError(
      `returned something that is not JSON: ${error instanceof Error ? firstLine(error.message) : String(error)}`,
    )
  }
}

class NotJson extends Error {}

function refuseForeign(key: string, value: unknown): unknown {
  const what = foreignKind(value)
  if (what === undefined) return value
  throw new NotJson(`returned something that is not JSON: ${what}${key === '' ? '' : ` in "${key}"`}`)
}

/** What JSON would leave out, or turn into something else, without a word. */
function foreignKind(value: unknown): string | undefined {
  if (typeof value === 'bigint') return 'a BigInt'
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (value instanceof Map || value instanceof Set) return `a ${value.constructor.name}`
  return undefined
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? ''
}
