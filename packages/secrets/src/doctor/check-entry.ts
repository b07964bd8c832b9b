import { describeCollision, describeSide } from '../document/describe-conflict.ts'
import type { EntryInfo } from '../vault.ts'
import { day, dueState, type Finding } from './finding.ts'

/** What an entry's metadata say at a time. */
export function checkEntry(entry: EntryInfo, now: Date): Finding[] {
  return [conflict(entry), rotation(entry), expiry(entry, now)].filter((finding) => finding !== undefined)
}

function conflict({ name: subject, conflict: sides }: EntryInfo): Finding | undefined {
  if (sides === undefined) return undefined
  const [ours, theirs] = [describeSide(sides.ours), describeSide(sides.theirs)]
  const why = describeCollision(sides) ?? `--ours was ${ours}; --theirs was ${theirs}`
  const message = `${subject} has two values since a merge: ${why}`
  const hint = `meshroom secrets resolve ${subject} --ours, or --theirs`
  return { level: 'error', code: 'ENTRY_CONFLICT', subject, message, hint }
}

function rotation({ name: subject, rotate }: EntryInfo): Finding | undefined {
  if (rotate === undefined) return undefined
  const message = `${subject} is known to ${rotate.because}, whose access ended on ${day(rotate.since)}`
  return { level: 'warning', code: 'ENTRY_ROTATE', subject, message, hint: replace(subject) }
}

function expiry({ name: subject, expires }: EntryInfo, now: Date): Finding | undefined {
  const due = dueState(expires, now)
  const hint = replace(subject)
  if (due === 'later') return undefined
  if (due === 'soon') {
    return { level: 'warning', code: 'ENTRY_EXPIRES', subject, message: `${subject} expires on ${day(expires)}`, hint }
  }
  return { level: 'error', code: 'ENTRY_EXPIRED', subject, message: `${subject} expired on ${day(expires)}`, hint }
}

function replace(name: string): string {
  return `replace it where it is used, then: meshroom secrets set ${name}`
}
