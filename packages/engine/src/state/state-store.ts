import type { Diagnostic } from '@meshroom/model'
import type { PlugRef } from '../plan/plan.ts'
import type { PlugState } from './plug-state.ts'

/** What was found where states are kept. */
export interface StoredStates {
  /** Sorted by plug. */
  readonly states: readonly PlugState[]
  /** A state that cannot be read is a problem of its plug alone. */
  readonly problems: readonly { readonly plug: PlugRef; readonly diagnostic: Diagnostic }[]
}

/** Where the states of one environment are kept: the port through which a run records what it did. */
export interface StateStore {
  readAll(): Promise<StoredStates>
  /** Undefined when nothing is recorded. @throws MeshroomError `STATE_UNREADABLE` or `STATE_TOO_NEW` with the file */
  read(plug: PlugRef): Promise<PlugState | undefined>
  /** Whole or not at all; on disk when it returns. @throws MeshroomError `STATE_NOT_WRITTEN` */
  write(state: PlugState): Promise<void>
  /** Forgets a plug; nothing happens when nothing is recorded. */
  remove(plug: PlugRef): Promise<void>
}
