import { type JsonValue, META_NAME, type VaultDocument } from './vault-document.ts'

/** The document as sorted, indented JSON in UTF-8: equal documents give equal bytes. */
export function serializeDocument(document: VaultDocument): Uint8Array {
  const flat: Record<string, unknown> = Object.fromEntries(document.values)
  if (document.meta !== undefined) Object.defineProperty(flat, META_NAME, { value: document.meta, enumerable: true })
  return new TextEncoder().encode(`${JSON.stringify(flat, sortKeys, 2)}\n`)
}

/** A replacer that yields objects with their keys in order of code units. */
function sortKeys(_key: string, value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
