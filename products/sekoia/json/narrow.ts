import type { JsonValue } from '@meshroom/hooks-sdk'

/** A JSON object: what vendors' answers and manifests are made of, with nothing promised about its keys. */
export type JsonRecord = { readonly [key: string]: JsonValue }

/** The value as an object, or an empty one when it is anything else. */
export function asRecord(value: unknown): JsonRecord {
  return isRecord(value) ? value : {}
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value as a list, or an empty one when it is anything else. */
export function asList(value: unknown): readonly JsonValue[] {
  return Array.isArray(value) ? value : []
}

/** The trimmed text, or undefined when the value is anything else or blank. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** The texts of a list; whatever else it holds is left out. */
export function textsOf(value: unknown): string[] {
  return asList(value).flatMap((item) => asText(item) ?? [])
}

/** Compares by code units, so that no order depends on a locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
