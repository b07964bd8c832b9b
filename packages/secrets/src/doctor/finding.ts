/** Something that is wrong, or soon will be. */
export interface Finding {
  readonly level: 'error' | 'warning'
  /** Stable: programs may compare it. */
  readonly code: string
  /** What it is about: a name, a fingerprint, a path. */
  readonly subject: string
  readonly message: string
  /** The next step, as an imperative. */
  readonly hint: string
}

/** How long before its end something is warned of. */
const SOON_MS = 14 * 24 * 3600_000

/** How far away a date is; what has none is `later`. */
export function dueState(date: string | undefined, now: Date): 'over' | 'soon' | 'later' {
  const left = date === undefined ? Number.POSITIVE_INFINITY : Date.parse(date) - now.getTime()
  return left <= 0 ? 'over' : left <= SOON_MS ? 'soon' : 'later'
}

/** The day of a date, for people. */
export function day(date: string | undefined): string {
  return date?.slice(0, 10) ?? ''
}
