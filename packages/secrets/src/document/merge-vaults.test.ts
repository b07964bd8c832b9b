import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draftOf, finish, replaceEntries, setEntries, unsetEntries } from './edit-document.ts'
import { mergeVaults } from './merge-vaults.ts'
import { resolveConflict } from './resolve-conflict.ts'
import { recordRotation, removeRecipient } from './rotate-entries.ts'
import type { PinnedRecipient, VaultDocument, VaultMeta } from './vault-document.ts'

const meta: VaultMeta = {
  version: 1,
  vault: '37c32c4a-4cc2-4093-abbd-52aa86eec029',
  generation: 5,
  updatedAt: '2026-01-01T00:00:00.000Z',
  updatedBy: 'a'.repeat(40),
  recipients: [recipient('a'), recipient('b')],
  encryptedFor: [],
  envelope: 'e',
  digestKey: 'k',
  entries: {},
}
const stamp = (minute: number) => ({
  updatedAt: `2026-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`,
  updatedBy: 'a'.repeat(40),
})

function recipient(letter: string): PinnedRecipient {
  return { fingerprint: letter.repeat(40), name: letter, key: letter }
}

function apply(document: VaultDocument, edit: ReturnType<typeof setEntries>, minute = 0): VaultDocument {
  const { values, entries, conflicts, recipients } = edit(document, stamp(minute))
  const before = document.meta ?? meta
  return {
    values,
    meta: {
      ...before,
      entries,
      conflicts,
      recipients: recipients ?? before.recipients,
      generation: before.generation + 1,
    },
  }
}

/** `A=1 B=2`, on top of a document; `A-` removes. */
function edited(document: VaultDocument, text: string, minute = 0): VaultDocument {
  const words = text.split(' ').filter((word) => word !== '')
  const set = words
    .filter((word) => word.includes('='))
    .map((word) => ({ name: word.split('=')[0] ?? '', value: word.split('=')[1] ?? '' }))
  const unset = words.filter((word) => word.endsWith('-')).map((word) => word.slice(0, -1))
  return apply(apply(document, setEntries(set), minute), unsetEntries(unset), minute)
}

function shown(values: ReadonlyMap<string, unknown>): string {
  return [...values]
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(' ')
}

function asDocument({ content, generation }: ReturnType<typeof mergeVaults>): VaultDocument {
  const { values, entries, conflicts, recipients } = content
  return { values, meta: { ...meta, generation, entries, conflicts, recipients: recipients ?? [] } }
}

const EMPTY: VaultDocument = { values: new Map(), meta }

describe('a merge by name', () => {
  it.each([
    ['takes what either side added', 'A=1', 'B=2', 'C=3', 'A=1 B=2 C=3', ''],
    ['takes what either side changed', 'A=1 B=1', 'A=2', 'B=2', 'A=2 B=2', ''],
    ['takes what either side removed', 'A=1 B=1 C=1', 'A-', 'B-', 'C=1', ''],
    ['takes what both changed to the same', 'A=1', 'A=2', 'A=2', 'A=2', ''],
    ['takes what both removed', 'A=1', 'A-', 'A-', '', ''],
    ['keeps ours where both changed it', 'A=1 B=1', 'A=2', 'A=3 B=2', 'A=2 B=2', 'A'],
    ['keeps ours where theirs removed it', 'A=1', 'A=2', 'A-', 'A=2', 'A'],
    ['keeps ours removed where theirs changed it', 'A=1', 'A-', 'A=2', '', 'A'],
    ['keeps ours where both added it', '', 'A=1', 'A=2', 'A=1', 'A'],
  ])('%s', (_what, before, our, their, expected, conflicts) => {
    const base = edited(EMPTY, before)
    const merged = mergeVaults({ base, ours: edited(base, our, 1), theirs: edited(base, their, 2) })
    expect(shown(merged.content.values)).toBe(expected)
    expect(merged.conflicts.join(' ')).toBe(conflicts)
    expect(Object.keys(merged.content.conflicts).join(' ')).toBe(conflicts)
  })

  it('makes a version above both', () => {
    const base = edited(EMPTY, 'A=1')
    const theirs = edited(edited(base, 'B=1'), 'B=2')
    expect(mergeVaults({ base, ours: base, theirs }).generation).toBe((theirs.meta?.generation ?? 0) + 1)
  })

  it('of one vault without a base conflicts in all that differs: they had one, and nothing says what was changed', () => {
    const merged = mergeVaults({ base: undefined, ours: edited(EMPTY, 'A=1 B=1'), theirs: edited(EMPTY, 'A=1 C=1') })
    expect(shown(merged.content.values)).toBe('A=1 B=1')
    expect(merged.conflicts).toEqual(['B', 'C'])
  })

  it('of what the Python tool wrote takes both where there is no base', () => {
    const unsigned = (text: string) => ({ ...edited(EMPTY, text), meta: undefined })
    const merged = mergeVaults({ base: undefined, ours: unsigned('A=1 B=1'), theirs: unsigned('A=1 C=1') })
    expect(shown(merged.content.values)).toBe('A=1 B=1 C=1')
    expect(merged.conflicts).toEqual([])
  })

  it('counts a change of the owner as a change', () => {
    const base = edited(EMPTY, 'A=1')
    const owner = { kind: 'instance', product: 'edr', instance: 'a' } as const
    const theirs = apply(base, setEntries([{ name: 'A', value: '1', owner, key: 'K' }]))
    expect(mergeVaults({ base, ours: base, theirs }).content.entries.A?.owner).toEqual(owner)
  })

  it('commutes where the sides changed different names, or the same in the same way', () => {
    const value = fc.constantFrom('1', '2', '3')
    const change = fc.dictionary(
      fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', '__proto__', 'constructor'),
      fc.option(value, { nil: null }),
      { noNullPrototype: true },
    )
    const asText = (changes: Record<string, string | null>) =>
      Object.entries(changes)
        .map(([name, to]) => (to === null ? `${name}-` : `${name}=${to}`))
        .join(' ')
    fc.assert(
      fc.property(change, change, change, (before, our, their) => {
        const base = edited(EMPTY, asText(before))
        const apart = Object.fromEntries(
          Object.entries(their).filter(([name, to]) => !Object.hasOwn(our, name) || our[name] === to),
        )
        const [ours, theirs] = [edited(base, asText(our), 1), edited(base, asText(apart), 2)]
        const oneWay = mergeVaults({ base, ours, theirs })
        const otherWay = mergeVaults({ base, ours: theirs, theirs: ours })
        expect(oneWay.conflicts).toEqual([])
        expect(shown(oneWay.content.values)).toBe(shown(otherWay.content.values))
        expect(oneWay.content.entries).toEqual(otherWay.content.entries)
        expect(oneWay.generation).toBe(otherWay.generation)
      }),
    )
  })

  it('of a version with itself, or with what it came from, changes nothing', () => {
    const base = edited(EMPTY, 'A=1 B=2')
    const ours = edited(base, 'A=3 C=4 B-')
    for (const versions of [
      { base, ours, theirs: ours },
      { base, ours, theirs: base },
      { base, ours: base, theirs: ours },
    ]) {
      expect(shown(mergeVaults(versions).content.values)).toBe(shown(ours.values))
      expect(mergeVaults(versions).conflicts).toEqual([])
    }
  })
})

describe('a conflict', () => {
  const base = edited(EMPTY, 'A=1 B=1 C=1')
  const merged = asDocument(mergeVaults({ base, ours: edited(base, 'A=2 B- C=2'), theirs: edited(base, 'A=3 B=3 C-') }))

  it.each([
    ['A', 'ours', 'A=2 C=2'],
    ['A', 'theirs', 'A=3 C=2'],
    ['B', 'ours', 'A=2 C=2'],
    ['B', 'theirs', 'A=2 B=3 C=2'],
    ['C', 'ours', 'A=2 C=2'],
    ['C', 'theirs', 'A=2'],
  ] as const)('about %s is settled by %s', (name, side, expected) => {
    const settled = apply(merged, resolveConflict(name, side))
    expect(shown(settled.values)).toBe(expected)
    expect(Object.keys(settled.meta?.conflicts ?? {})).not.toContain(name)
    expect(() => apply(settled, resolveConflict(name, side))).toThrow(
      expect.objectContaining({ code: 'ENTRY_MISSING' }),
    )
  })

  it('is settled by a new value and by removing the entry', () => {
    expect(Object.keys(edited(merged, 'A=9 B- C-').meta?.conflicts ?? {})).toEqual([])
  })

  it('is not settled by an edit of a value that was seen before it', () => {
    const edit = replaceEntries([{ name: 'A', value: '9' }], { A: '2' })
    expect(() => apply(merged, edit)).toThrow(expect.objectContaining({ code: 'ENTRY_CONFLICT' }))
    expect(apply(edited(base, 'A=2'), edit).values.get('A')).toBe('9')
  })

  it('stays through later merges until one side settles it', () => {
    const kept = mergeVaults({ base: merged, ours: edited(merged, 'D=1'), theirs: edited(merged, 'E=1') })
    expect(kept.conflicts).toEqual(['A', 'B', 'C'])
    const settled = mergeVaults({ base: merged, ours: merged, theirs: apply(merged, resolveConflict('A', 'theirs')) })
    expect(settled.conflicts).toEqual(['B', 'C'])
    expect(settled.content.values.get('A')).toBe('3')
  })

  it.each([
    ['of theirs', (open: VaultDocument, changed: VaultDocument) => ({ base, ours: open, theirs: changed })],
    ['of ours', (open: VaultDocument, changed: VaultDocument) => ({ base, ours: changed, theirs: open })],
  ])('that is open keeps a third value %s, for its turn', (_whose, versions) => {
    const third = asDocument(mergeVaults(versions(merged, edited(base, 'A=4'))))
    const kept = asDocument(mergeVaults({ base: third, ours: edited(third, 'D=1'), theirs: edited(third, 'E=1') }))
    const one = apply(kept, resolveConflict('A', 'theirs'))
    expect(one.values.get('A')).toBe('3')
    expect([one.meta?.conflicts?.A?.ours.value, one.meta?.conflicts?.A?.theirs.value]).toEqual(['3', '4'])
    const two = apply(one, resolveConflict('A', 'theirs'))
    expect(two.values.get('A')).toBe('4')
    expect(Object.keys(two.meta?.conflicts ?? {})).not.toContain('A')
  })

  it('that is open on both sides keeps what either has to choose from', () => {
    const other = asDocument(mergeVaults({ base, ours: edited(base, 'A=2'), theirs: edited(base, 'A=5') }))
    const { content } = mergeVaults({ base, ours: merged, theirs: other })
    expect(content.conflicts.A?.others?.map(({ value }) => value)).toEqual(['5'])
  })

  it('that each side settled in another way is one again', () => {
    const [ours, theirs] = (['ours', 'theirs'] as const).map((side) => apply(merged, resolveConflict('A', side), 1))
    if (ours === undefined || theirs === undefined) throw new Error('no sides')
    expect(mergeVaults({ base: merged, ours, theirs }).conflicts).toContain('A')
    expect(mergeVaults({ base: merged, ours, theirs: ours }).conflicts).not.toContain('A')
  })
})

describe('access after a merge', () => {
  const base = edited(EMPTY, 'A=1')
  const adding = (letter: string) => (document: VaultDocument) => {
    const draft = draftOf(document)
    return finish({ ...draft, recipients: [...(draft.recipients ?? []), recipient(letter)] }, [], false)
  }
  const letters = (merged: ReturnType<typeof mergeVaults>) =>
    merged.content.recipients?.map(({ name }) => name).join('')

  it('has who either side added, without who either side removed', () => {
    const ours = apply(apply(base, adding('c')), removeRecipient(recipient('b')))
    const theirs = apply(base, adding('d'))
    expect(letters(mergeVaults({ base, ours, theirs }))).toBe('acd')
    expect(letters(mergeVaults({ base, ours: theirs, theirs: ours }))).toBe('acd')
  })

  it('leaves what the removed one knew to be rotated: what was there, and what the other side wrote meanwhile', () => {
    const ours = apply(base, removeRecipient(recipient('b')))
    const theirs = edited(base, 'A=2 B=1')
    for (const merged of [mergeVaults({ base, ours, theirs }), mergeVaults({ base, ours: theirs, theirs: ours })]) {
      expect(shown(merged.content.values)).toBe('A=2 B=1')
      expect(merged.conflicts).toEqual([])
      expect(merged.content.entries.A?.rotate?.because).toBe('b')
      expect(merged.content.entries.B?.rotate?.because).toBe('b')
    }
  })

  it.each(['ours', 'theirs'] as const)(
    'leaves it to be rotated also once a conflict about it is settled by %s',
    (side) => {
      const ours = edited(apply(base, removeRecipient(recipient('b'))), 'A=3', 1)
      const theirs = edited(base, 'A=2')
      const merged = asDocument(mergeVaults({ base, ours, theirs }))
      expect(apply(merged, resolveConflict('A', side), 2).meta?.entries.A?.rotate?.because).toBe('b')
    },
  )

  it('leaves both sides of a conflict to be rotated, of which somebody is removed who read them', () => {
    const merged = asDocument(mergeVaults({ base, ours: edited(base, 'A=2'), theirs: edited(base, 'A=3') }))
    const removed = apply(merged, removeRecipient(recipient('b')))
    expect(apply(removed, resolveConflict('A', 'theirs')).meta?.entries.A?.rotate?.because).toBe('b')
  })

  it('takes a rotation for done that one side did', () => {
    const due = apply(base, removeRecipient(recipient('b')))
    const done = apply(due, recordRotation(['A']), 3)
    expect(mergeVaults({ base: due, ours: edited(due, 'B=1'), theirs: done }).content.entries.A).toMatchObject({
      rotatedAt: stamp(3).updatedAt,
    })
    expect(mergeVaults({ base: due, ours: done, theirs: due }).content.entries.A?.rotate).toBeUndefined()
    expect(mergeVaults({ base: due, ours: due, theirs: due }).content.entries.A?.rotate?.because).toBe('b')
  })
})
