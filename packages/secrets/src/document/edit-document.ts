import { isDeepStrictEqual } from 'node:util'
import { describeOwner, sameOwner } from '../entry-name.ts'
import { SecretsError } from '../secrets-error.ts'
import type { EntryInput } from '../vault.ts'
import { type EntryMeta, type JsonValue, META_NAME, type VaultDocument } from './vault-document.ts'

/** What an edit makes of the entries; the rest of the metadata is the writer's. */
export interface EditedEntries {
  readonly values: ReadonlyMap<string, JsonValue>
  readonly entries: Readonly<Record<string, EntryMeta>>
  /** Names that differ from before, sorted. */
  readonly changed: readonly string[]
}

/** When and by whom. */
export interface EditStamp {
  readonly updatedAt: string
  readonly updatedBy: string
}

/** An edit of a vault: pure, so that it can be tried on what was read first and again under the lock. */
export type Edit = (document: VaultDocument, stamp: EditStamp) => EditedEntries

/**
 * Writes these entries.
 *
 * @throws {SecretsError} `ENTRY_NAME_INVALID`; `ENTRY_COLLISION` when a name belongs to another owner
 */
export function setEntries(inputs: readonly EntryInput[]): Edit {
  return (document, stamp) => {
    const values = new Map(document.values)
    const entries = new Map(Object.entries(document.meta?.entries ?? {}))
    const changed = inputs.filter((input) => putEntry({ values, entries, stamp }, input)).map(({ name }) => name)
    return { values, entries: Object.fromEntries(entries), changed: sortedSet(changed) }
  }
}

/** Forgets these entries; names that are not there are left out of `changed`. */
export function unsetEntries(names: readonly string[]): Edit {
  return (document) => {
    const values = new Map(document.values)
    const entries = new Map(Object.entries(document.meta?.entries ?? {}))
    const changed = sortedSet(names.filter((name) => values.has(name)))
    for (const name of changed) {
      values.delete(name)
      entries.delete(name)
    }
    return { values, entries: Object.fromEntries(entries), changed }
  }
}

interface Draft {
  readonly values: Map<string, JsonValue>
  readonly entries: Map<string, EntryMeta>
  readonly stamp: EditStamp
}

/** Whether it changed anything. */
function putEntry({ values, entries, stamp }: Draft, input: EntryInput): boolean {
  checkName(input.name)
  const before = entries.get(input.name)
  checkOwner(input, before)
  const value = typeof input.value === 'string' ? input.value : Buffer.from(input.value).toString('base64')
  const meta = { ...stamp, ...describeEntry(input, before) }
  if (values.get(input.name) === value && isDeepStrictEqual(unstamped(before), unstamped(meta))) return false
  values.set(input.name, value)
  entries.set(input.name, meta)
  return true
}

function describeEntry(input: EntryInput, before: EntryMeta | undefined): Partial<EntryMeta> {
  const owner = input.owner ?? before?.owner
  const key = input.key ?? before?.key
  return {
    ...(owner !== undefined && { owner }),
    ...(key !== undefined && { key }),
    ...(typeof input.value !== 'string' && { binary: true as const }),
    ...(input.expires !== undefined && { expires: input.expires.toISOString() }),
  }
}

function unstamped(meta: EntryMeta | undefined): Partial<EntryMeta> {
  const { updatedAt: _at, updatedBy: _by, ...rest } = meta ?? { updatedAt: '', updatedBy: '' }
  return rest
}

function checkName(name: string): void {
  if (name !== '' && !name.startsWith('@') && !name.includes('\0')) return
  throw new SecretsError('ENTRY_NAME_INVALID', `"${name}" cannot be the name of a secret`, {
    hint: `choose a name that is not empty and does not begin with @ (${META_NAME} is reserved)`,
    data: { name },
  })
}

function checkOwner(input: EntryInput, before: EntryMeta | undefined): void {
  const conflict = input.owner !== undefined && before?.owner !== undefined && !sameOwner(input.owner, before.owner)
  if (!conflict || input.owner === undefined || before?.owner === undefined) return
  const names = { wanted: describeOwner(input.owner), taken: describeOwner(before.owner) }
  throw new SecretsError(
    'ENTRY_COLLISION',
    `${input.name} belongs to ${names.taken}, so ${names.wanted} cannot have it`,
    {
      hint: 'rename one of the two, or one of their settings: both make the same name',
      data: { name: input.name, ...names },
    },
  )
}

function sortedSet(names: readonly string[]): string[] {
  return [...new Set(names)].sort((a, b) => (a < b ? -1 : 1))
}
