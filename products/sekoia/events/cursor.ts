import { byText } from '../json/narrow.ts'
import type { FoundEvent } from './event-identity.ts'

/** Where a watch resumes: after the event of this time and id. */
export interface Cursor {
  readonly time: string
  readonly id: string
}

export function writeCursor({ time, id }: Cursor): string {
  return `${time}/${id}`
}

/** @throws Error for a text that {@link writeCursor} did not write */
export function readCursor(text: string): Cursor {
  const cut = text.indexOf('/')
  const cursor = { time: text.slice(0, cut), id: text.slice(cut + 1) }
  if (cut < 1 || Number.isNaN(Date.parse(cursor.time))) throw new Error(`"${text}" is not a cursor of this hook`)
  return cursor
}

/** Whether an event comes after the cursor, in the order of {@link byTime}. */
export function isAfter(event: FoundEvent, cursor: Cursor): boolean {
  const times = Date.parse(event.time) - Date.parse(cursor.time)
  return times > 0 || (times === 0 && (byText(event.time, cursor.time) || byText(event.id, cursor.id)) > 0)
}
