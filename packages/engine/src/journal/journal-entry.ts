import type { PlugRef } from '../plan/plan.ts'
import { digestText } from '../state/digest-text.ts'
import { findStateFault } from '../state/parse-state.ts'
import type { PlugState } from '../state/plug-state.ts'

/** One line of a journal. */
export interface JournalEntry {
  /** `begin` is on disk before a hook touches a tenant; `output`, `success` and `failure` follow as it goes. */
  readonly kind: 'begin' | 'output' | 'success' | 'failure'
  /** Id of the run. */
  readonly run: string
  /** Id of the step. */
  readonly step: string
  readonly plug: PlugRef
  /** ISO 8601. */
  readonly at: string
  /** Digest of the plug's state file when the run came to the plug; empty for none. */
  readonly base: string
  /** What is true of the plug when this is the last word of it. A plug of which nothing is left has no steps. */
  readonly state: PlugState
}

/** An entry as a line: a checksum first, so that a torn or changed line is known for one. */
export function renderEntry(entry: JournalEntry): string {
  const json = JSON.stringify(entry)
  return `${checksum(json)} ${json}\n`
}

/** Reads a line back; undefined for one that is not whole. */
export function parseEntry(line: string): JournalEntry | undefined {
  const [sum = '', json = ''] = [line.slice(0, sumLength), line.slice(sumLength + 1)]
  if (line[sumLength] !== ' ' || sum !== checksum(json)) return undefined
  try {
    const value = JSON.parse(json) as JournalEntry
    return findStateFault({ ...value.state }, value.plug) === undefined ? value : undefined
  } catch {
    return undefined
  }
}

const sumLength = 16

function checksum(text: string): string {
  return digestText(text).slice(0, sumLength)
}
