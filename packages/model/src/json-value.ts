/** Data as JSON has it. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

export type JsonObject = { readonly [key: string]: JsonValue }

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isJsonList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** Equal as data: the order of keys does not count, nor where an object came from. */
export function isSameData(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (isJsonList(a))
    return isJsonList(b) && a.length === b.length && a.every((item, index) => isSameData(item, b[index]))
  if (!isJsonObject(a) || !isJsonObject(b)) return Object.is(a, b) || (a === 0 && b === 0)
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSameData(a[key], b[key]))
  )
}
