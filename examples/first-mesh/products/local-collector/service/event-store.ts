import { appendFile, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { JsonValue } from '@meshroom/hooks-sdk'

/** One line of the store. */
export interface StoredEvent {
  /** When it came in, ISO 8601. */
  readonly received: string
  /** The instance at the other end of the plug. */
  readonly source: string
  readonly transport: 'syslog' | 'http'
  /** Address and port it came from. */
  readonly peer: string
  readonly event: JsonValue
}

export interface EventStore {
  /** Resolves once the events are in the file, in the order given. */
  append(events: readonly StoredEvent[]): Promise<void>
  /** Resolves once everything given so far is in the file. */
  settle(): Promise<void>
}

/**
 * Appends to an NDJSON file that several listeners may share. The file is opened anew for each batch, so that it can be renamed,
 * truncated or removed at any time; a batch is one write, so that lines of two listeners never mix.
 */
export function openStore(file: string): EventStore {
  let last: Promise<void> = Promise.resolve()
  return {
    append(events) {
      const text = events.map((event) => `${JSON.stringify(event)}\n`).join('')
      const done = last.then(() => write(file, text))
      last = done.catch(() => undefined)
      return done
    },
    settle: () => last,
  }
}

async function write(file: string, text: string): Promise<void> {
  if (text === '') return
  await mkdir(dirname(file), { recursive: true })
  await appendFile(file, text, { mode: 0o600 })
}
