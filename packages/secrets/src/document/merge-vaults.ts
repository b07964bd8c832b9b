import { isDeepStrictEqual } from 'node:util'
import type { Side } from '../vault.ts'
import { mapStates, statesOf } from './conflict-states.ts'
import { contentOf, type VaultContent } from './edit-document.ts'
import { rotationsAfter } from './merge-rotations.ts'
import { dueIn } from './rotate-entries.ts'
import {
  type ConflictingState,
  type EntryConflict,
  type EntryMeta,
  type EntryState,
  entryMeta,
  type JsonValue,
  ownMember,
  type PinnedRecipient,
  type RotationDue,
  type SideOrigin,
  type VaultDocument,
} from './vault-document.ts'

/** Three versions of one vault. */
export interface VaultVersions {
  /** What both sides follow on; undefined: nothing, or nobody knows what. */
  readonly base: VaultDocument | undefined
  /**
   * They follow on something that nobody can read, or are versions of one vault without one in common, which they had all the same: then
   * nothing says who changed what differs. Default: whether they are the latter.
   */
  readonly isBaseUnknown?: boolean
  readonly ours: VaultDocument
  readonly theirs: VaultDocument
  /** What git calls the two sides, for people who have to decide between them. */
  readonly branches?: SideBranches
  /** Which sides were written after the base; default both. What is older there than in the base was put back by somebody. */
  readonly follows?: SidesFollow
}

/** Whether each side was written after the base. */
export interface SidesFollow {
  readonly ours: boolean
  readonly theirs: boolean
  /**
   * ISO 8601; when the newest of the versions was written that the base was made of, where git had it made of several: the time that
   * such a base bears is that of the merge.
   */
  readonly since?: string
}

/** Names of branches. */
export interface SideBranches {
  readonly ours?: string
  readonly theirs?: string
}

/** What came of a merge. */
export interface MergedVault {
  readonly content: VaultContent
  /** Above both. */
  readonly generation: number
  /** Names that both sides changed in different ways, sorted. */
  readonly conflicts: readonly string[]
}

/**
 * Merges by name: what one side changed is taken, what both changed to the same too. Where they differ our value
 * stands, and both are kept under `conflicts`; so they are where one side would bring back what the base had replaced or
 * removed. Access follows the same rule: who was removed by one side is out.
 */
export function mergeVaults({
  base,
  ours,
  theirs,
  branches = {},
  follows = BOTH,
  ...more
}: VaultVersions): MergedVault {
  const { isBaseUnknown = isOneVault(ours, theirs) && base === undefined } = more
  const sides = {
    base: base && contentOf(base),
    ours: contentOf(ours),
    theirs: contentOf(theirs),
    isBaseUnknown,
    isBaseMade: follows.since !== undefined,
  }
  const due = rotationsAfter({ base, ours, theirs })
  const documents = { ours, theirs }
  const stateOf = (name: string, side: Side) =>
    withOrigin(entryState(sides[side], name), documents[side], branches[side])
  const goesBack = backwards({ base, ours, theirs, follows })
  const merge = (name: string) => withRotation(mergeEntry(name, { sides, stateOf, goesBack }), due(name))
  const merged = allNames(sides).map((name) => [name, merge(name)] as const)
  const conflicts = merged.flatMap(([name, { conflict }]) =>
    conflict === undefined ? [] : [[name, eachDue(conflict, due(name).rotate)] as const],
  )
  return {
    content: {
      values: new Map(merged.flatMap(([name, { state }]) => (state.value === undefined ? [] : [[name, state.value]]))),
      entries: Object.fromEntries(
        merged.flatMap(([name, { state }]) => (state.meta === undefined ? [] : [[name, state.meta]])),
      ),
      conflicts: Object.fromEntries(conflicts),
      recipients: mergeRecipients(sides),
    },
    generation: Math.max(ours.meta?.generation ?? 0, theirs.meta?.generation ?? 0) + 1,
    conflicts: conflicts.map(([name]) => name),
  }
}

function isOneVault(ours: VaultDocument, theirs: VaultDocument): boolean {
  return ours.meta !== undefined && ours.meta.vault === theirs.meta?.vault
}

const BOTH: SidesFollow = { ours: true, theirs: true }

/** Whether a side has an entry as it was before the base changed or removed it: a change since would bear a later time. */
function backwards({ base, follows, ...versions }: Omit<Required<VaultVersions>, 'branches' | 'isBaseUnknown'>) {
  const at = (document: VaultDocument, name: string, writtenAt = document.meta?.updatedAt) =>
    entryMeta(document, name)?.updatedAt ?? writtenAt ?? ''
  return (name: string, side: Side): boolean =>
    base !== undefined && follows[side] && at(versions[side], name) < at(base, name, follows.since)
}

/** Whichever value is taken, somebody who lost access may know it. */
function eachDue(conflict: EntryConflict, rotate: RotationDue | undefined): EntryConflict {
  return rotate === undefined ? conflict : mapStates(conflict, (state) => dueIn(state, rotate))
}

function withOrigin(state: EntryState, { meta }: VaultDocument, branch: string | undefined): ConflictingState {
  if (meta === undefined) return state
  const { generation, updatedAt, updatedBy } = meta
  const from: SideOrigin = { generation, updatedAt, updatedBy, ...(branch !== undefined && { branch }) }
  return { ...state, from }
}

interface Sides {
  readonly base: VaultContent | undefined
  readonly ours: VaultContent
  readonly theirs: VaultContent
  readonly isBaseUnknown: boolean
  /** Git had the base made of several: nobody has ever seen the conflicts in it. */
  readonly isBaseMade: boolean
}

interface MergedEntry {
  readonly state: EntryState
  readonly conflict?: EntryConflict
}

interface MergeRules {
  readonly sides: Sides
  /** An entry as one side has it, and where that comes from. */
  readonly stateOf: (name: string, side: Side) => ConflictingState
  readonly goesBack: (name: string, side: Side) => boolean
}

function mergeEntry(name: string, rules: MergeRules): MergedEntry {
  const { sides, stateOf, goesBack } = rules
  const left = earlierConflict(name, rules)
  if (left !== undefined) return { state: entryState(sides.ours, name), conflict: left }
  const base = sides.base === undefined ? {} : entryState(sides.base, name)
  const ours = entryState(sides.ours, name)
  const theirs = entryState(sides.theirs, name)
  const conflict = { ours: stateOf(name, 'ours'), theirs: stateOf(name, 'theirs') }
  if (isSameEntry(ours, theirs)) return { state: later(ours, theirs) }
  if (sides.isBaseUnknown) return { state: ours, conflict: { ...conflict, isBaseUnknown: true } }
  if (isUnsettledBefore(name, sides)) return { state: ours, conflict }
  if (isSameEntry(theirs, base) && !goesBack(name, 'ours')) return { state: ours }
  if (isSameEntry(ours, base) && !goesBack(name, 'theirs')) return { state: theirs }
  return { state: ours, conflict }
}

/** One that an earlier merge left, and that neither side has settled since; with what the side without it has written meanwhile. */
function earlierConflict(name: string, rules: MergeRules): EntryConflict | undefined {
  const { base, ours, theirs, isBaseMade } = rules.sides
  const [before, mine, yours] = [isBaseMade ? undefined : base, ours, theirs].map((side) =>
    ownMember(side?.conflicts ?? {}, name),
  )
  if (mine !== undefined && (yours !== undefined || before === undefined))
    return withOthers(mine, yours === undefined ? writtenBy('theirs', name, rules) : statesOf(yours))
  return before === undefined && yours !== undefined ? withOthers(yours, writtenBy('ours', name, rules)) : undefined
}

function writtenBy(side: Side, name: string, { sides, stateOf }: MergeRules): ConflictingState[] {
  const state = stateOf(name, side)
  const isSame = sides.base !== undefined && isSameEntry(state, entryState(sides.base, name))
  return isSame && !isUnsettledBefore(name, sides) ? [] : [state]
}

function withOthers(conflict: EntryConflict, states: readonly ConflictingState[]): EntryConflict {
  const known = statesOf(conflict)
  const others = states.filter((state) => !known.some((each) => isSameEntry(each, state)))
  return others.length === 0 ? conflict : { ...conflict, others: [...(conflict.others ?? []), ...others] }
}

/** Of two values that were in conflict each side has taken one, or the other merge that git had made could not: neither is a change of the other. */
function isUnsettledBefore(name: string, { base, ours, theirs, isBaseMade }: Sides): boolean {
  const isOpen = (side: VaultContent | undefined) => ownMember(side?.conflicts ?? {}, name) !== undefined
  return isOpen(base) && (isBaseMade || (!isOpen(ours) && !isOpen(theirs)))
}

/** The same value, owner and expiry, whoever wrote it when. Rotations are merged apart. */
function isSameEntry(a: EntryState, b: EntryState): boolean {
  return isDeepStrictEqual(a.value, b.value) && isDeepStrictEqual(lasting(a.meta), lasting(b.meta))
}

function lasting(meta: EntryMeta | undefined): object {
  const { updatedAt: _at, updatedBy: _by, rotate: _due, rotatedAt: _done, ...rest } = meta ?? NO_META
  return rest
}

const NO_META: EntryMeta = { updatedAt: '', updatedBy: '' }

function withRotation(
  merged: MergedEntry,
  { rotate, rotatedAt }: Pick<EntryMeta, 'rotate' | 'rotatedAt'>,
): MergedEntry {
  const { value, meta } = merged.state
  if (value === undefined) return merged
  const { rotate: _due, rotatedAt: _done, ...rest } = meta ?? NO_META
  const isBare = meta === undefined && rotate === undefined
  const next = { ...rest, ...(rotate !== undefined && { rotate }), ...(rotatedAt !== undefined && { rotatedAt }) }
  return { ...merged, state: isBare ? { value } : { value, meta: next } }
}

/** Of two that say the same: the one written later, so that both orders of a merge give the same. */
function later(a: EntryState, b: EntryState): EntryState {
  const stamp = ({ meta }: EntryState) => `${meta?.updatedAt ?? ''} ${meta?.updatedBy ?? ''}`
  return stamp(a) >= stamp(b) ? a : b
}

function entryState({ values, entries }: VaultContent, name: string): EntryState {
  const value: JsonValue | undefined = values.get(name)
  const meta = ownMember(entries, name)
  return { ...(value !== undefined && { value }), ...(meta !== undefined && { meta }) }
}

/** Sorted by fingerprint. Where nothing says who was there before, whoever is on one side alone is to be asked about. */
function mergeRecipients({ base, ours, theirs, isBaseUnknown }: Sides): PinnedRecipient[] | undefined {
  if (ours.recipients === undefined || theirs.recipients === undefined)
    return sorted(ours.recipients ?? theirs.recipients)
  const [before, mine, yours] = [base, ours, theirs].map((side) => side && byFingerprint(side.recipients ?? []))
  const isRenewed = ([fingerprint, { key }]: [string, PinnedRecipient]) => before?.get(fingerprint)?.key !== key
  const all = new Map([...(yours ?? []), ...(mine ?? []), ...[...(yours ?? [])].filter(isRenewed)])
  const isAdded = (fingerprint: string) => isBaseUnknown || (before !== undefined && !before.has(fingerprint))
  const stays = (fingerprint: string) => isAdded(fingerprint) || (mine?.has(fingerprint) && yours?.has(fingerprint))
  return sorted([...all.values()].filter(({ fingerprint }) => stays(fingerprint)))
}

function sorted(recipients: readonly PinnedRecipient[] | undefined): PinnedRecipient[] | undefined {
  return recipients?.toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
}

function byFingerprint(recipients: readonly PinnedRecipient[]): Map<string, PinnedRecipient> {
  return new Map(recipients.map((recipient) => [recipient.fingerprint, recipient]))
}

function allNames(sides: Sides): string[] {
  const names = [sides.ours, sides.theirs].flatMap(({ values, conflicts }) => [
    ...values.keys(),
    ...Object.keys(conflicts),
  ])
  return [...new Set(names)].sort((a, b) => (a < b ? -1 : 1))
}
