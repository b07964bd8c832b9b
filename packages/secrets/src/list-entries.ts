import { entryMeta, ownMember, type VaultDocument } from './document/vault-document.ts'
import { SecretsError } from './secrets-error.ts'
import type { EntryInfo } from './vault.ts'

/** Every entry, sorted by name, without its value; those in conflict too, where our side removed them. */
export function listEntries(document: VaultDocument): EntryInfo[] {
  const conflicts = document.meta?.conflicts ?? {}
  const names = [...new Set([...document.values.keys(), ...Object.keys(conflicts)])].sort((a, b) => (a < b ? -1 : 1))
  return names.map((name) => ({
    name,
    ...entryMeta(document, name),
    ...(ownMember(conflicts, name) !== undefined && { conflict: true }),
  }))
}

/**
 * The value as text: base64 of a binary one, JSON of what a person wrote that is no text.
 *
 * @throws {SecretsError} `ENTRY_CONFLICT` while a merge has left two values
 */
export function readText({ values, meta }: VaultDocument, name: string): string | undefined {
  if (ownMember(meta?.conflicts ?? {}, name) !== undefined) throw inConflict(name)
  const value = values.get(name)
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value)
}

/** The value's bytes: UTF-8 of a text. */
export function readBytes(document: VaultDocument, name: string): Uint8Array | undefined {
  const text = readText(document, name)
  if (text === undefined) return undefined
  return new Uint8Array(Buffer.from(text, entryMeta(document, name)?.binary ? 'base64' : 'utf8'))
}

function inConflict(name: string): SecretsError {
  return new SecretsError('ENTRY_CONFLICT', `"${name}" has two values since a merge`, {
    hint: `take one: meshroom secrets resolve ${name} --ours, or --theirs`,
    data: { name },
  })
}
