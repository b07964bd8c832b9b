import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apply, FIRST, type Step, step, timeOf } from '../test/vault-steps.ts'
import { contentOf } from './document/edit-document.ts'
import { type MergedVault, mergeVaults } from './document/merge-vaults.ts'
import type { VaultDocument } from './document/vault-document.ts'
import { SecretsError } from './secrets-error.ts'
import { judgeSides, type MergedVersion } from './trust/judge-sides.ts'

/** A commit of a version of the vault; the version is the same object where the file is. */
interface Commit {
  readonly version: MergedVersion
  readonly parents: readonly Commit[]
  /** Names that it sets or removes. */
  readonly touched: readonly string[]
  readonly isPut?: true
}

const BRANCHES = ['main', 'dev', 'other'] as const
type Branch = (typeof BRANCHES)[number]
const branch = fc.constantFrom(...BRANCHES)

type Act =
  | { readonly act: 'commit'; readonly on: Branch; readonly step: Step }
  | { readonly act: 'merge' | 'cross'; readonly on: Branch; readonly from: Branch }
  /** Somebody without a key commits any version on any commit, or on none at all. */
  | { readonly act: 'put'; readonly on: Branch; readonly version: number; readonly parent: number | null }

const honest: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ act: fc.constant('commit' as const), on: branch, step }) },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constantFrom('merge' as const, 'cross' as const), on: branch, from: branch }),
  },
)
const put = fc.record({
  act: fc.constant('put' as const),
  on: branch,
  version: fc.nat(),
  parent: fc.option(fc.nat()),
})

/** What a merge was of and what came of it, for a law to be held against. */
interface Merge {
  readonly ours: Commit
  readonly theirs: Commit
  readonly base: VaultDocument | undefined
  readonly merged: MergedVault
}

/** All merges of a history that the driver makes, one after the other. */
function mergesOf(acts: readonly Act[]): Merge[] {
  const root: Commit = { version: versionOf(FIRST), parents: [], touched: [] }
  const commits = [root]
  const tips = new Map<Branch, Commit>(BRANCHES.map((name) => [name, root]))
  const tip = (name: Branch) => tips.get(name) ?? root
  const merges: Merge[] = []
  let now = 1
  const move = (name: Branch, commit: Commit) => void tips.set(name, commits[commits.push(commit) - 1] ?? commit)
  const merge = (name: Branch, ours: Commit, theirs: Commit) => {
    const made = mergeCommits(ours, theirs, now++)
    if (made === undefined) return
    if (made.merge) merges.push(made.merge)
    move(name, made.commit)
  }
  for (const each of acts) {
    const at = tip(each.on)
    if (each.act === 'commit') {
      const version = versionOf(apply(at.version.document, each.step, now++))
      move(each.on, { version, parents: [at], touched: 'name' in each.step ? [each.step.name] : [] })
    } else if (each.act === 'put') {
      const { version } = commits[each.version % commits.length] ?? root
      const parent = each.parent === null ? undefined : commits[each.parent % commits.length]
      move(each.on, { version, parents: parent ? [parent] : [], touched: [], isPut: true })
    } else {
      const from = tip(each.from)
      merge(each.on, at, from)
      if (each.act === 'cross') merge(each.from, from, at)
    }
  }
  return merges
}

function versionOf(document: VaultDocument): MergedVersion {
  const { generation = 0, updatedAt = '' } = document.meta ?? {}
  return { document, generation, updatedAt, ids: [updatedAt] }
}

/** As git does it, and the driver where both sides changed the file; undefined where there is nothing to merge, or it is refused. */
function mergeCommits(ours: Commit, theirs: Commit, now: number): { commit: Commit; merge?: Merge } | undefined {
  if (ancestors(ours).has(theirs)) return undefined
  if (ancestors(theirs).has(ours)) return { commit: theirs }
  const base = baseOf(ours, theirs, now)
  const commit = (version: MergedVersion) => ({ version, parents: [ours, theirs], touched: [] })
  if (base === ours.version) return { commit: commit(theirs.version) }
  if (base === theirs.version || ours.version === theirs.version) return { commit: commit(ours.version) }
  const sides = { ours: ours.version, theirs: theirs.version }
  const made = mergeJudged({ base, ...sides, past: pastOf(ours), theirPast: pastOf(theirs) })
  if (made === undefined) return undefined
  return { commit: commit(sealed(made.merged, Object.values(sides), now)), merge: { ours, theirs, ...made } }
}

/** Where branches crossed, the several versions are merged first. */
function baseOf(ours: Commit, theirs: Commit, now: number, past = pastOf(ours)): MergedVersion | undefined {
  const [first, ...others] = commonOf(ours, theirs)
  let base = first?.version
  for (const other of others) {
    if (first === undefined || base === undefined) break
    const sides = { ours: base, theirs: other.version }
    const made = mergeJudged({ base: baseOf(first, other, now, past), ...sides, past, isAncestral: true })
    if (made !== undefined) base = sealed(made.merged, [sides.ours, sides.theirs], now)
  }
  return base
}

interface Judged extends Record<'ours' | 'theirs', MergedVersion> {
  readonly base: MergedVersion | undefined
  readonly past: ReadonlySet<string>
  readonly theirPast?: ReadonlySet<string>
  readonly isAncestral?: boolean
}

function mergeJudged({ base, ...judged }: Judged): Pick<Merge, 'base' | 'merged'> | undefined {
  const [ours, theirs] = [judged.ours.document, judged.theirs.document]
  try {
    const { older, ...follows } = judgeSides({ base, ...judged, isRevert: false })
    const before = older ? { ours, theirs }[older] : base?.document
    return { base: before, merged: mergeVaults({ base: before, ours, theirs, follows: older ? NEITHER : follows }) }
  } catch (error) {
    if (error instanceof SecretsError && error.code === 'VAULT_ROLLED_BACK') return undefined
    throw error
  }
}

const NEITHER = { ours: false, theirs: false }

function sealed({ content, generation }: MergedVault, sides: readonly MergedVersion[], now: number): MergedVersion {
  const { values, entries, conflicts, recipients = [] } = content
  const before = sides.flatMap(({ document }) => document.meta?.mergeOf ?? [])
  const mergeOf = [...sides.map(({ document: _content, ...version }) => version), ...before].slice(0, 16)
  const meta = {
    ...(FIRST.meta ?? never()),
    generation,
    entries,
    conflicts,
    recipients,
    mergeOf,
    updatedAt: timeOf(now),
  }
  return versionOf({ values, meta })
}

function ancestors(commit: Commit): ReadonlySet<Commit> {
  const found = new Set([commit])
  for (const each of found) for (const parent of each.parents) found.add(parent)
  return found
}

/** The newest commits that both follow on. */
function commonOf(ours: Commit, theirs: Commit): Commit[] {
  const mine = ancestors(ours)
  const both = [...ancestors(theirs)].filter((each) => mine.has(each))
  return both.filter((each) => !both.some((other) => other !== each && ancestors(other).has(each)))
}

function pastOf(commit: Commit): Set<string> {
  return new Set([...ancestors(commit)].flatMap(({ version }) => version.ids))
}

function never(): never {
  throw new Error('the first version has metadata')
}

function writtenAt({ version }: Commit, name: string): string {
  return version.document.meta?.entries[name]?.updatedAt ?? ''
}

/** A version that ours does not follow on, put where a branch forked that it is not of: that is not seen, as the decision on merges says. */
function isOfThirdBranch({ version, parents, isPut }: Commit, past: ReadonlySet<string>): boolean {
  return isPut !== undefined && parents.length > 0 && !version.ids.some((id) => past.has(id))
}

/** Whether the file was put back anywhere on the way to a commit. */
function isPutBack(commit: Commit): boolean {
  return [...ancestors(commit)].some((each) => each.isPut)
}

/** Values that a commit's own history has had of a name, and which it has no more. */
function replaced(commit: Commit, name: string): Set<unknown> {
  const values = [...ancestors(commit)].map(({ version }) => version.document.values.get(name))
  const isPresent = (value: unknown) => value === commit.version.document.values.get(name)
  return new Set(values.filter((value) => value !== undefined && !isPresent(value)))
}

describe('over random graphs of commits, where somebody puts any version on any commit, a merge', () => {
  const told = fc.record({ before: fc.array(honest, { minLength: 6, maxLength: 20, size: 'max' }), put, into: branch })
  const acts = told.map(({ before, put, into }): Act[] => [...before, put, { act: 'merge', on: into, from: put.on }])

  it('brings back no value that our own history has replaced or removed, unless as a conflict', () => {
    let made = 0
    fc.assert(
      fc.property(acts, (all) => {
        for (const { ours, theirs, merged } of mergesOf(all)) {
          if (isPutBack(ours) || isOfThirdBranch(theirs, pastOf(ours))) continue
          made++
          for (const [name, value] of merged.content.values)
            if (!merged.conflicts.includes(name)) expect(replaced(ours, name)).not.toContain(value)
        }
      }),
      { numRuns: 3000 },
    )
    expect(made).toBeGreaterThan(500)
  })

  it('gives nobody access whom ours has not, unless theirs alone brings them and it can be asked', () => {
    fc.assert(
      fc.property(acts, (all) => {
        const namesOf = (document: VaultDocument | undefined) =>
          document === undefined ? [] : (contentOf(document).recipients ?? []).map(({ name }) => name)
        for (const { ours, base, merged } of mergesOf(all)) {
          const given = (merged.content.recipients ?? []).map(({ name }) => name)
          const unasked = given.filter((name) => !namesOf(ours.version.document).includes(name))
          expect(unasked.filter((name) => namesOf(base).includes(name))).toEqual([])
        }
      }),
      { numRuns: 500 },
    )
  })
})

it('a merge of branches that crossed, however often, has none of what was written since by one of them in conflict', () => {
  let made = 0
  fc.assert(
    fc.property(fc.array(honest, { minLength: 6, maxLength: 24, size: 'max' }), (all) => {
      for (const { ours, theirs, base, merged } of mergesOf(all)) {
        made++
        const touched = (side: Commit, other: Commit) =>
          [...ancestors(side)].filter((each) => !ancestors(other).has(each)).flatMap((each) => each.touched)
        const both = touched(ours, theirs).filter((name) => touched(theirs, ours).includes(name))
        const documents = [ours.version.document, theirs.version.document, base]
        const open = documents.flatMap((each) => Object.keys(each?.meta?.conflicts ?? {}))
        const since = commonOf(ours, theirs).map(({ version }) => version.updatedAt ?? '')
        const isLate = (name: string) => since.every((at) => [ours, theirs].some((each) => writtenAt(each, name) > at))
        const allowed = (name: string) => both.includes(name) || open.includes(name) || !isLate(name)
        expect(merged.conflicts.filter((name) => !allowed(name))).toEqual([])
      }
    }),
    { numRuns: 1500 },
  )
  expect(made).toBeGreaterThan(300)
})
