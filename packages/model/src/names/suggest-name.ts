import { compareNames } from './compare-names.ts'

/** Longer names are compared by their beginning only, so that hostile input costs little. */
const LONGEST_COMPARED = 64

/**
 * The candidate that a person most likely meant, or undefined when none is near. Case does not count as a difference.
 * Names of up to three letters must be equal but for case; of up to seven they may differ by one slip, longer ones by two. A slip is a letter too
 * many, missing, wrong, or two swapped.
 *
 * @example
 * suggestName('search_threats', ['search_threat', 'events']) // 'search_threat'
 */
export function suggestName(name: string, candidates: Iterable<string>): string | undefined {
  const near = [...candidates]
    .filter((candidate) => candidate !== name)
    .map((candidate) => ({
      candidate,
      slips: countSlips(name.toLowerCase(), candidate.toLowerCase(), slipsAllowed(name, candidate)),
    }))
    .filter(({ candidate, slips }) => slips <= slipsAllowed(name, candidate))
    .sort((a, b) => a.slips - b.slips || compareNames(a.candidate, b.candidate))
  return near[0]?.candidate
}

function slipsAllowed(name: string, candidate: string): number {
  const length = Math.max(name.length, candidate.length)
  if (length <= 3) return 0
  return length <= 7 ? 1 : 2
}

/** Damerau-Levenshtein distance in its optimal string alignment form; stops early once it must exceed `limit`. */
function countSlips(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  const left = a.slice(0, LONGEST_COMPARED)
  const right = b.slice(0, LONGEST_COMPARED)
  let before: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, j) => j)
  for (let i = 1; i <= left.length; i++) {
    const row = nextRow({ left, right, i, previous, before })
    if (Math.min(...row) > limit) return limit + 1
    before = previous
    previous = row
  }
  return previous[right.length]!
}

interface RowInput {
  readonly left: string
  readonly right: string
  readonly i: number
  readonly previous: readonly number[]
  readonly before: readonly number[]
}

function nextRow({ left, right, i, previous, before }: RowInput): number[] {
  const row = [i]
  for (let j = 1; j <= right.length; j++) {
    const substituted = previous[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1)
    const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]
    row.push(Math.min(previous[j]! + 1, row[j - 1]! + 1, substituted, swapped ? before[j - 2]! + 1 : Infinity))
  }
  return row
}
