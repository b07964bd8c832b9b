import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { MeshroomError } from '@meshroom/model'
import { type Disk, errorCode, type OpenFile } from '../state/disk.ts'
import { type JournalEntry, renderEntry } from './journal-entry.ts'

/** The journal of a run that is under way. */
export interface Journal {
  /** Resolves once the entry is on disk. Entries that wait at the same time share one sync. @throws MeshroomError `JOURNAL_NOT_WRITTEN` */
  add(entry: JournalEntry): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a journal to write; the file is made with the first entry. After a write has failed every later one does: what follows a torn line
 * could not be relied on.
 */
export function openJournal(disk: Disk, path: string): Journal {
  let waiting: Waiting[] = []
  let file: OpenFile | undefined
  let writing: Promise<void> | undefined
  let broken: MeshroomError | undefined

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        if (broken !== undefined) throw broken
        file ??= await create(disk, path)
        await file.write(batch.map(({ text }) => text).join(''))
        await file.sync()
        for (const { resolve } of batch) resolve()
      } catch (error) {
        broken ??= journalNotWritten(path, error)
        for (const { reject } of batch) reject(broken)
      }
    }
    writing = undefined
  }

  return {
    add: (entry) =>
      new Promise((resolve, reject) => {
        waiting.push({ text: renderEntry(entry), resolve, reject })
        // What one turn of the loop ends and begins goes out together: what came a moment late would wait for a sync of its own.
        writing ??= nextTurn().then(writeAll)
      }),
    close: async () => {
      await writing
      await file?.close()
      file = undefined
    },
  }
}

const nextTurn = promisify(setImmediate)

interface Waiting {
  readonly text: string
  resolve(): void
  reject(reason: MeshroomError): void
}

async function create(disk: Disk, path: string): Promise<OpenFile> {
  await disk.makeFolder(dirname(path))
  const file = await disk.append(path)
  await disk.syncFolder(dirname(path))
  return file
}

/** The error for a journal that the disk does not take. */
export function journalNotWritten(path: string, cause: unknown): MeshroomError {
  if (cause instanceof MeshroomError) return cause
  const code = errorCode(cause)
  return new MeshroomError('JOURNAL_NOT_WRITTEN', `the journal cannot be written${code ? ` (${code})` : ''}`, {
    file: path,
    hint: 'make room or mend the permissions, then meshroom up: it goes on where this run stopped',
    cause,
  })
}
