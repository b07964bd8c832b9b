import { digestText } from '../state/digest-text.ts'
import { type PlugState, plugKey } from '../state/plug-state.ts'
import { renderState } from '../state/render-state.ts'
import { type JournalEntry, parseEntry } from './journal-entry.ts'

/** What a journal says of one plug. */
export interface JournaledPlug {
  /** What is true of the plug. */
  readonly state: PlugState
  /** What was when the run came to it. */
  readonly first: PlugState
  /** Digests of the state files that this journal goes on from, or has led to; empty for none. */
  readonly follows: ReadonlySet<string>
  /** Step of a lone `begin`: nobody knows how far it came. */
  readonly unsettled?: string
}

/** What is left in a journal after a run that did not come to its end. */
export interface Replay {
  /** By plug key. */
  readonly plugs: ReadonlyMap<string, JournaledPlug>
  /** Whole lines that cannot be read. */
  readonly damaged: number
}

/** Reads a journal's text. Total: what follows the last line end is torn, as a crash leaves it, and counts for nothing. */
export function replayJournal(text: string): Replay {
  const lines = text.split('\n')
  const parsed = lines.slice(0, -1).map(parseEntry)
  const entries = parsed.filter((entry) => entry !== undefined)
  const plugs = Map.groupBy(entries, ({ plug }) => plugKey(plug))
  return {
    plugs: new Map([...plugs].map(([key, ofPlug]) => [key, replayPlug(ofPlug)])),
    damaged: parsed.length - entries.length,
  }
}

/** What is true of a plug, given its state file: undefined where the file has been changed by others since, and so is the newer word. */
export function settleWithFile(plug: JournaledPlug, fileText: string | undefined): PlugState | undefined {
  return plug.follows.has(fileText === undefined ? '' : digestText(fileText)) ? plug.state : undefined
}

function replayPlug(entries: readonly JournalEntry[]): JournaledPlug {
  const [first] = entries
  const last = entries.at(-1)
  if (first === undefined || last === undefined) throw new Error('a plug has entries')
  const lone = last.kind === 'begin' || last.kind === 'output' ? last.step : undefined
  return {
    state: last.state,
    first: first.state,
    follows: new Set(entries.flatMap(({ base, state }) => [base, ...digestsOf(state)])),
    ...(lone !== undefined && { unsettled: lone }),
  }
}

/** Of the file that a state is kept in. One of which nothing is left may have none. */
function digestsOf(state: PlugState): string[] {
  return [digestText(renderState(state)), ...(state.status === 'down' ? [''] : [])]
}
