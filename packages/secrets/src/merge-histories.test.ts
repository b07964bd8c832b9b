import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apply, FIRST, meta, type Step, step, timeOf } from '../test/vault-steps.ts'
import { contentOf } from './document/edit-document.ts'
import { mergeVaults } from './document/merge-vaults.ts'
import type { VaultDocument } from './document/vault-document.ts'
import { judgeSides, type MergedVersion } from './trust/judge-sides.ts'

const steps = fc.array(step, { minLength: 1, maxLength: 6 })

/** The moment that a version was written at makes its file one of its own. */
function asVersion(document: VaultDocument): MergedVersion {
  return { document, generation: document.meta?.generation ?? 0, ids: [document.meta?.updatedAt ?? ''] }
}

/** Versions that follow on the first, each by one step, written at `from` and after. */
function history(first: VaultDocument, { steps, from }: { steps: readonly Step[]; from: number }): VaultDocument[] {
  const versions = [first]
  for (const [index, each] of steps.entries()) versions.push(apply(versions.at(-1) ?? first, each, from + index))
  return versions
}

function mergeJudged({
  base,
  ours,
  theirs,
  past,
}: Record<'base' | 'ours' | 'theirs', VaultDocument> & { past: string[] }) {
  const sides = { base: asVersion(base), ours: asVersion(ours), theirs: asVersion(theirs) }
  try {
    const follows = judgeSides({ ...sides, past: new Set(past), isRevert: false })
    return mergeVaults({ base, ours, theirs, follows })
  } catch (error) {
    expect(error).toMatchObject({ code: 'VAULT_ROLLED_BACK' })
    return undefined
  }
}

describe('over random histories, with a side that somebody took from anywhere, a merge', () => {
  const told = fc.record({
    before: steps,
    ours: fc.array(step, { maxLength: 5 }),
    elsewhere: fc.array(step, { maxLength: 12 }),
    fork: fc.nat(),
    pick: fc.nat(),
  })

  it('brings back no value that the common version had replaced or removed, unless as a conflict', () => {
    let merged = 0
    fc.assert(
      fc.property(told, ({ before, ours, elsewhere, fork, pick }) => {
        const main = history(FIRST, { steps: before, from: 1 })
        const base = main.at(-1) ?? FIRST
        const mine = history(base, { steps: ours, from: 100 }).at(-1) ?? base
        const branch = history(main[fork % main.length] ?? base, { steps: elsewhere, from: 5 })
        const theirs = [...main, ...branch][pick % (main.length + branch.length)] ?? base
        const past = main.map((each) => each.meta?.updatedAt ?? '')
        const result = mergeJudged({ base, ours: mine, theirs, past })
        if (result === undefined) return
        merged++
        for (const [name, value] of result.content.values) {
          if (result.conflicts.includes(name) || base.values.get(name) === value) continue
          const since = base.meta?.entries[name]?.updatedAt ?? base.meta?.updatedAt ?? ''
          expect(timeOf(Number(String(value).slice(3))) >= since).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
    expect(merged).toBeGreaterThan(100)
  })

  it('gives nobody access who has none on the common version and ours, without it being asked', () => {
    fc.assert(
      fc.property(told, ({ before, ours, elsewhere, fork }) => {
        const main = history(FIRST, { steps: before, from: 1 })
        const base = main.at(-1) ?? FIRST
        const mine = history(base, { steps: ours, from: 100 }).at(-1) ?? base
        const theirs = history(main[fork % main.length] ?? base, { steps: elsewhere, from: 5 }).at(-1) ?? base
        const result = mergeJudged({ base, ours: mine, theirs, past: main.map((each) => each.meta?.updatedAt ?? '') })
        if (result === undefined) return
        const namesOf = (document: VaultDocument) => (contentOf(document).recipients ?? []).map(({ name }) => name)
        const removed = namesOf(base).filter((name) => !namesOf(mine).includes(name) || !namesOf(theirs).includes(name))
        const readers = (result.content.recipients ?? []).map(({ name }) => name)
        expect(readers.filter((name) => removed.includes(name))).toEqual([])
      }),
      { numRuns: 1000 },
    )
  })

  it('of two sides that both follow on the common version is never refused, and conflicts only where both changed', () => {
    fc.assert(
      fc.property(steps, steps, steps, (before, ours, elsewhere) => {
        const base = history(FIRST, { steps: before, from: 1 }).at(-1) ?? FIRST
        const mine = history(base, { steps: ours, from: 100 }).at(-1) ?? base
        const theirs = history(base, { steps: elsewhere, from: 50 }).at(-1) ?? base
        const merged = mergeJudged({ base, ours: mine, theirs, past: [base.meta?.updatedAt ?? ''] })
        const touched = (list: readonly Step[]) => list.flatMap((each) => ('name' in each ? [each.name] : []))
        const both = touched(ours).filter((name) => touched(elsewhere).includes(name))
        expect(merged?.conflicts.every((name) => both.includes(name))).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('a rotation that is due', () => {
  it('is not settled by a version that knows nothing of it', () => {
    const [first, removed] = history(history(FIRST, { steps: [{ act: 'set', name: 'X' }], from: 1 }).at(-1) ?? FIRST, {
      steps: [{ act: 'remove', letter: 'b' }],
      from: 10,
    })
    if (first === undefined || removed === undefined) throw new Error('no history')
    const theirs = history(first, {
      steps: [
        { act: 'set', name: 'Y' },
        { act: 'set', name: 'Z' },
      ],
      from: 20,
    }).at(-1)
    if (theirs === undefined) throw new Error('no history')
    expect(mergeVaults({ base: removed, ours: removed, theirs }).content.entries.X?.rotate?.because).toBe('b')
  })
})

describe('a base that git made where branches crossed', () => {
  const id = (text: string, generation: number): MergedVersion => ({
    generation,
    ids: [text],
    document: { values: new Map(), meta: { ...meta, generation } },
  })
  const crossed = (generation: number): MergedVersion => ({
    ...id('of the driver', generation),
    document: {
      values: new Map(),
      meta: {
        ...meta,
        generation,
        mergeOf: [id('left', 5), id('right', 7)].map(({ ids, generation: g }) => ({ ids, generation: g })),
      },
    },
  })
  const past = new Set(['left', 'right', 'ours'])

  it('is above both sides, and they follow on what it was made of', () => {
    const sides = { base: crossed(30), ours: id('ours', 8), theirs: id('theirs', 9), past, isRevert: false }
    expect(judgeSides(sides)).toEqual({ ours: true, theirs: true })
  })

  it('lets no older version through', () => {
    const sides = { base: crossed(30), ours: id('ours', 8), theirs: id('old', 6), past, isRevert: false }
    expect(() => judgeSides(sides)).toThrow(expect.objectContaining({ code: 'VAULT_ROLLED_BACK' }))
  })
})
