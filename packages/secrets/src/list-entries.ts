import { entryMeta, type VaultDocument } from './document/vault-document.ts'
import type { EntryInfo } from './vault.ts'

/** Every entry, sorted by name, without its value. */
export function listEntries(document: VaultDocument): EntryInfo[] {
  const names = [...document.values.keys()].sort((a, b) => (a < b ? -1 : 1))
  return names.map((name) => ({ name, ...entryMeta(document, name) }))
}

/** The value as text: base64 of a binary one, JSON of what a person wrote that is no text. */
export function readText({ values }: VaultDocument, name: string): string | undefined {
  const value = values.get(name)
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value)
}

/** The value's bytes: UTF-8 of a text. */
export function readBytes(document: VaultDocument, name: string): Uint8Array | undefined {
  const text = readText(document, name)
  if (text === undefined) return undefined
  return new Uint8Array(Buffer.from(text, entryMeta(document, name)?.binary ? 'base64' : 'utf8'))
}
