import { checkEntry, type EntryInfo, type Vault } from '@meshroom/secrets'

/** What is to be said of secrets that are used: that they have expired, soon will, or must be rotated. */
export async function dueNotes(vault: Vault, names: readonly string[]): Promise<string[]> {
  const used = new Set(names)
  const entries = (await vault.list()).filter(({ name }) => used.has(name))
  return entries.flatMap((entry) => findingsOf(entry).map(({ message, hint }) => `warning: ${message}; ${hint}`))
}

/** In a word or two, for a table. */
export function dueWord(entry: EntryInfo): string {
  const words: Readonly<Record<string, string>> = {
    ENTRY_CONFLICT: 'in conflict',
    ENTRY_ROTATE: 'to be rotated',
    ENTRY_EXPIRES: 'expires soon',
    ENTRY_EXPIRED: 'expired',
  }
  return findingsOf(entry)
    .map(({ code }) => words[code] ?? code)
    .join(', ')
}

function findingsOf(entry: EntryInfo) {
  return checkEntry(entry, new Date())
}
