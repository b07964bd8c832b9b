import type { Diagnostic } from '@meshroom/model'
import type { JournalEntry } from '../journal/journal-entry.ts'
import type { PlugRef } from '../plan/plan.ts'
import type { PlugState } from './plug-state.ts'

/** What was found where states are kept. */
export interface StoredStates {
  /** Sorted by plug. */
  readonly states: readonly PlugState[]
  /** A state that cannot be read is a problem of its plug alone. */
  readonly problems: readonly { readonly plug: PlugRef; readonly diagnostic: Diagnostic }[]
  /** Lines that could not be read of the journal of a run that was cut off. */
  readonly damaged: number
}

/** What a run that did not come to its end left of one plug. */
export interface RecoveredPlug {
  readonly before: PlugState
  readonly after: PlugState
  /** Id of a step that had begun, and nobody knows how far it came. */
  readonly unsettled?: string
}

/** Whether a plug of which nothing is left must keep a state that says so: an earlier tool's manifest would speak for it otherwise. */
export type KeepDown = (plug: PlugRef) => boolean

export interface Recovery {
  readonly plugs: readonly RecoveredPlug[]
  /** Plugs whose state others have changed since: what they say counts. */
  readonly overruled: readonly PlugRef[]
  /** Lines of the journal that could not be read. */
  readonly damaged: number
}

/** What a run writes down while it goes. */
export interface RunRecord {
  /** The state of a plug as the run comes to it. */
  enter(plug: PlugRef): Promise<PlugState | undefined>
  /** On disk when it resolves. @throws MeshroomError `JOURNAL_NOT_WRITTEN` */
  add(entry: Pick<JournalEntry, 'kind' | 'step' | 'plug' | 'state'>): Promise<void>
  /** Writes the state of a plug whose steps are over. @throws MeshroomError `STATE_NOT_WRITTEN` */
  leave(state: PlugState, options: { readonly keepDown: boolean }): Promise<void>
  /** Forgets the journal, where every plug it speaks of was left. */
  close(): Promise<void>
}

/** Where the states of one environment are kept: the port through which a run records what it did. */
export interface StateStore {
  /** Every plug, with what a run that was cut off has left in its journal. Writes nothing. */
  readAll(): Promise<StoredStates>
  /** Undefined when nothing is recorded. @throws MeshroomError `STATE_UNREADABLE` or `STATE_TOO_NEW` with the file */
  read(plug: PlugRef): Promise<PlugState | undefined>
  /** Whole or not at all; on disk when it returns. @throws MeshroomError `STATE_NOT_WRITTEN` */
  write(state: PlugState): Promise<void>
  /** Forgets a plug; nothing happens when nothing is recorded. */
  remove(plug: PlugRef): Promise<void>
  /** Brings the state files up to the journal that a run left when it was cut off, and forgets it. Only while holding the lock. */
  recover(keepDown: KeepDown): Promise<Recovery>
  /** Begins to record a run. Only while holding the lock, and after {@link recover}. */
  openRun(options: { readonly run: string; now(): string }): RunRecord
}
