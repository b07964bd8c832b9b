import { recordRun } from '../journal/record-run.ts'
import { recoverRun } from '../journal/recover-run.ts'
import type { Disk } from './disk.ts'
import { nodeDisk } from './node-disk.ts'
import { readState, readStates } from './read-states.ts'
import type { StateStore } from './state-store.ts'
import { removeState, writeState } from './write-state.ts'

export interface StateStoreOptions {
  /** The project's folder, absolute. */
  readonly root: string
  readonly environment: string
  readonly disk?: Disk
}

/**
 * Opens the states of an environment below `state/<environment>/`: one small JSON file per plug, written atomically, meant to be
 * committed. Opening reads nothing.
 */
export function openStateStore({ disk = nodeDisk, ...where }: StateStoreOptions): StateStore {
  const place = { ...where, disk }
  return {
    readAll: () => readStates(place),
    read: (plug) => readState(place, plug),
    write: (state) => writeState(place, state),
    remove: (plug) => removeState(place, plug),
    recover: (keepDown) => recoverRun(place, keepDown),
    openRun: (options) => recordRun(place, options),
  }
}
