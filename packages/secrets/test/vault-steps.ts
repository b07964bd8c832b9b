import fc from 'fast-check'
import { draftOf, type Edit, finish, setEntries, unsetEntries } from '../src/document/edit-document.ts'
import { removeRecipient } from '../src/document/rotate-entries.ts'
import type { PinnedRecipient, VaultDocument, VaultMeta } from '../src/document/vault-document.ts'

const LETTERS = ['a', 'b', 'c', 'd'] as const
const NAMES = ['X', 'Y', 'Z'] as const

/** One change of a vault. */
export type Step =
  | { readonly act: 'set'; readonly name: string }
  | { readonly act: 'unset'; readonly name: string }
  | { readonly act: 'add' | 'remove'; readonly letter: string }

export const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ act: fc.constantFrom('set' as const, 'unset' as const), name: fc.constantFrom(...NAMES) }),
  fc.record({ act: fc.constantFrom('add' as const, 'remove' as const), letter: fc.constantFrom(...LETTERS) }),
)

function recipient(letter: string): PinnedRecipient {
  return { fingerprint: letter.repeat(40), name: letter, key: letter }
}

/** The value says when it was written, so that no two are the same. */
function editOf(step: Step, at: number): Edit {
  if (step.act === 'set') return setEntries([{ name: step.name, value: `at ${at}` }])
  if (step.act === 'unset') return unsetEntries([step.name])
  const given = recipient(step.letter)
  if (step.act === 'remove') return removeRecipient(given)
  return (document) => {
    const others = (document.meta?.recipients ?? []).filter(({ name }) => name !== given.name)
    return finish({ ...draftOf(document), recipients: [...others, given] }, [], false)
  }
}

export const meta: VaultMeta = {
  version: 1,
  vault: '37c32c4a-4cc2-4093-abbd-52aa86eec029',
  generation: 1,
  updatedAt: timeOf(0),
  updatedBy: 'a'.repeat(40),
  recipients: [recipient('a'), recipient('b')],
  encryptedFor: [],
  envelope: 'e',
  digestKey: 'k',
  entries: {},
}

/** A vault without secrets, that two can read. */
export const FIRST: VaultDocument = { values: new Map(), meta }

export function timeOf(at: number): string {
  return new Date(Date.UTC(2026, 0, 1) + at * 1000).toISOString()
}

/** The version that follows on one, by a step at that time. */
export function apply(before: VaultDocument, step: Step, at: number): VaultDocument {
  const stamp = { updatedAt: timeOf(at), updatedBy: 'a'.repeat(40) }
  const { recipients = [], conflicts, entries, values } = editOf(step, at)(before, stamp)
  const { mergeOf: _before, ...kept } = before.meta ?? meta
  return { values, meta: { ...kept, ...stamp, entries, conflicts, generation: kept.generation + 1, recipients } }
}
