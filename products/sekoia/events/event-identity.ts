import { createHash } from 'node:crypto'
import type { JsonValue } from '@meshroom/hooks-sdk'
import { asRecord, asText, byText } from '../json/narrow.ts'

/** An event as a search found it, with what tells it from others and orders it. */
export interface FoundEvent {
  readonly id: string
  /** ISO 8601, as the tenant wrote it. */
  readonly time: string
  readonly event: JsonValue
}

/** Reads an event's own id and time; one without an id is known by its content. */
export function identify(event: JsonValue): FoundEvent {
  const record = asRecord(event)
  const id =
    asText(record['event.id']) ?? asText(asRecord(record.event).id) ?? asText(record._id) ?? asText(record.uuid)
  const time = asText(record.timestamp) ?? asText(record['@timestamp']) ?? ''
  return { id: id ?? createHash('sha256').update(JSON.stringify(event)).digest('hex'), time, event }
}

/** By time, then by id: the order in which events are shown and in which a cursor resumes. */
export function byTime(a: FoundEvent, b: FoundEvent): number {
  return timeOf(a.time) - timeOf(b.time) || byText(a.time, b.time) || byText(a.id, b.id)
}

function timeOf(time: string): number {
  const milliseconds = Date.parse(time)
  return Number.isNaN(milliseconds) ? 0 : milliseconds
}
