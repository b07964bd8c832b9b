import { type GitPosition, mayHoldOthersWork } from './git-position.ts'
import type { OthersContent } from './others-content.ts'
import { isPinned, type Pins } from './trust-lock.ts'
import type { TrustRecord } from './trust-record.ts'
import { needsTrust, type TrustSubject } from './trust-subject.ts'

/**
 * Whether a product's code may run, and why:
 * `no code` nor call of its own, `trusted` as it is, the person's `own`, or by its `pin` alone; else it is `new`, or has `changed` since it was trusted.
 */
export type TrustVerdict = 'no code' | 'trusted' | 'own' | 'pinned' | 'new' | 'changed'

export interface TrustFacts {
  readonly record: TrustRecord | undefined
  readonly pins: Pins
  readonly git: GitPosition
  /** What has changed of a product of the person's own and is a commit's of others. */
  readonly fromOthers: OthersContent
  readonly policy: 'ask' | 'lock'
}

/** Decides from plain facts. With the policy `lock` nothing but the pin counts. */
export function judgeTrust(subject: TrustSubject, { record, pins, git, fromOthers, policy }: TrustFacts): TrustVerdict {
  if (!needsTrust(subject)) return 'no code'
  if (policy === 'lock') return isPinned(pins, subject) ? 'pinned' : pins.has(subject.product) ? 'changed' : 'new'
  if (record === undefined) return 'new'
  if (record.digest === subject.digest) return record.own ? 'own' : 'trusted'
  return record.own !== undefined && !fromOthers.isThere && !mayHoldOthersWork(record.own.head, git) ? 'own' : 'changed'
}

/** Whether code with that verdict runs. */
export function mayRun(verdict: TrustVerdict): boolean {
  return verdict !== 'new' && verdict !== 'changed'
}
