import { MeshroomError } from '@meshroom/model'

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * Reads a moment: ISO 8601, or how long before `now` (`90s`, `5m`, `2h`, `1d`).
 *
 * @throws MeshroomError `SINCE_INVALID`
 * @example
 * parseSince('5m', new Date('2026-01-31T08:05:00Z')).toISOString() // '2026-01-31T08:00:00.000Z'
 */
export function parseSince(text: string, now: Date): Date {
  const ago = /^(\d{1,9})([smhd])$/.exec(text)
  const moment = ago ? now.getTime() - Number(ago[1]) * unitMs[ago[2] as keyof typeof unitMs] : readTime(text)
  if (Number.isNaN(moment)) {
    throw new MeshroomError('SINCE_INVALID', `"${text}" is no time`, {
      hint: 'give a time such as 2026-01-31T08:00Z, or how long ago: 30s, 5m, 2h, 1d',
    })
  }
  return new Date(moment)
}

/** `Date.parse` alone takes nearly anything for a date. */
function readTime(text: string): number {
  return /^\d{4}-\d{2}-\d{2}(T|$)/.test(text) ? Date.parse(text) : Number.NaN
}
