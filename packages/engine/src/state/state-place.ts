import { join } from 'node:path'
import type { PlugRef } from '../plan/plan.ts'
import type { Disk } from './disk.ts'
import { stateFile } from './state-file.ts'

/** Where the states of one environment lie. */
export interface StatePlace {
  /** The project's folder, absolute. */
  readonly root: string
  readonly environment: string
  readonly disk: Disk
}

/** Absolute path of a plug's state. */
export function statePath({ root, environment }: StatePlace, plug: PlugRef): string {
  return join(root, stateFile(environment, plug))
}

/** Absolute path of the journal, which is there while a run is under way, or after one that was cut off. */
export function journalPath({ root, environment }: StatePlace): string {
  return join(root, '.meshroom', 'journal', `${environment}.ndjson`)
}

/** Absolute path of the last journal that could not be read as a whole, once it is done with. */
export function keptJournalPath({ root, environment }: StatePlace): string {
  return join(root, '.meshroom', 'repair', `${environment}.ndjson`)
}
