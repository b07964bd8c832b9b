import { dirname } from 'node:path'
import { journalPath, type StatePlace } from '../state/state-place.ts'
import { journalNotWritten } from './open-journal.ts'

/** Removes a journal whose every word is in the state files. @throws MeshroomError `JOURNAL_NOT_WRITTEN` */
export async function forgetJournal(place: StatePlace): Promise<void> {
  const path = journalPath(place)
  try {
    await place.disk.remove(path)
    await place.disk.syncFolder(dirname(path))
  } catch (cause) {
    throw journalNotWritten(path, cause)
  }
}
