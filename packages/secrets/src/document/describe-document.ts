import { describeOwner } from '../entry-name.ts'
import { digestEntry } from './digest-entry.ts'
import { entryMeta, type VaultDocument } from './vault-document.ts'

/** Lines of names, owners and digests. The digest's key is in the vault: who cannot read it cannot test a guess. */
export function describeDocument(document: VaultDocument): string {
  const names = [...document.values.keys()].sort((a, b) => (a < b ? -1 : 1))
  const entries = names.map((name) => `${name} = ${digest(document, name)}${ownerOf(document, name)}`)
  const recipients = (document.meta?.recipients ?? []).map((each) => `recipient ${each.fingerprint} ${each.name}`)
  const conflicts = Object.keys(document.meta?.conflicts ?? {}).map((name) => `conflict ${name}`)
  return [...recipients.sort(), ...entries, ...conflicts.sort()].map((line) => `${line}\n`).join('')
}

function digest(document: VaultDocument, name: string): string {
  const whole = digestEntry(document, name)
  return whole === undefined ? '(not digested: the vault has no metadata yet)' : `hmac:${whole.slice(0, 16)}`
}

function ownerOf(document: VaultDocument, name: string): string {
  const owner = entryMeta(document, name)?.owner
  return owner === undefined ? '' : ` (${describeOwner(owner)})`
}
