import type { JsonValue } from './vault-document.ts'

/** A value as people see and write it: JSON of what somebody wrote that is no text, such as a number. */
export function valueText(value: JsonValue): string
export function valueText(value: JsonValue | undefined): string | undefined
export function valueText(value: JsonValue | undefined): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value)
}
