import { dirname } from 'node:path'
import { journalPath, keptJournalPath, type StatePlace } from '../state/state-place.ts'
import { journalNotWritten } from './open-journal.ts'

/** Removes a journal whose every word is in the state files. @throws MeshroomError `JOURNAL_NOT_WRITTEN` */
export async function forgetJournal(place: StatePlace): Promise<void> {
  await change(place, () => place.disk.remove(journalPath(place)))
}

/** Puts a journal of which not every word could be read aside, in the place of one that was before. @throws MeshroomError `JOURNAL_NOT_WRITTEN` */
export async function keepJournal(place: StatePlace): Promise<void> {
  const kept = keptJournalPath(place)
  await change(place, async () => {
    await place.disk.makeFolder(dirname(kept))
    await place.disk.rename(journalPath(place), kept)
    await place.disk.syncFolder(dirname(kept))
  })
}

async function change(place: StatePlace, act: () => Promise<void>): Promise<void> {
  const path = journalPath(place)
  try {
    await act()
    await place.disk.syncFolder(dirname(path))
  } catch (cause) {
    throw journalNotWritten(path, cause)
  }
}
