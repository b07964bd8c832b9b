import { MeshroomError } from '@meshroom/model'

const dayMs = 24 * 3600_000

/**
 * The time that a secret should be replaced at.
 *
 * @param text `2027-01-31`, or `90d` for 90 days from now.
 * @throws MeshroomError `EXPIRY_INVALID` where it is neither, no such day exists, or it has passed
 * @example
 * parseExpiry('90d', new Date())
 */
export function parseExpiry(text: string, now: Date): Date {
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? []
  const date = days === undefined ? parseDay(text) : new Date(now.getTime() + Number(days) * dayMs)
  if (date && date > now) return date
  throw new MeshroomError('EXPIRY_INVALID', `"${text}" is ${date ? 'over already' : 'no day'}`, {
    hint: 'Give a day to come, such as 2030-12-31, or a number of days from now, such as 90d.',
    data: { expires: text },
  })
}

/** The calendar is checked by the way back: there is no 30 February. */
function parseDay(text: string): Date | undefined {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00.000Z`) : undefined
  return date && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? date : undefined
}
