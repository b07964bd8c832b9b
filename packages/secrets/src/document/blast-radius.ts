import type { SecretOwner } from '../vault.ts'
import { entryMeta, type VaultDocument } from './vault-document.ts'

/** What is affected when a secret gets into wrong hands. */
export interface BlastRadius {
  readonly name: string
  /** The entries that hold the same value, the one that was asked for too; sorted by name. */
  readonly entries: readonly { readonly name: string; readonly owner?: SecretOwner }[]
  /** User ids of all who can read it. */
  readonly readers: readonly string[]
}

/** Which instances and plugs use the value of an entry, under whatever name. */
export function blastRadius(document: VaultDocument, name: string): BlastRadius | undefined {
  const value = document.values.get(name)
  if (value === undefined) return undefined
  const names = [...document.values].flatMap(([other, held]) =>
    other === name || isSameSecret(held, value) ? [other] : [],
  )
  const entries = names
    .sort((a, b) => (a < b ? -1 : 1))
    .map((each) => {
      const owner = entryMeta(document, each)?.owner
      return { name: each, ...(owner !== undefined && { owner }) }
    })
  const readers = document.meta?.recipients.map((each) => each.name || each.fingerprint) ?? []
  return { name, entries, readers }
}

/** That two values are empty says nothing of them. */
function isSameSecret(a: unknown, b: unknown): boolean {
  return a !== '' && JSON.stringify(a) === JSON.stringify(b)
}
