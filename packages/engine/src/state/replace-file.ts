import { basename, dirname, join } from 'node:path'
import { type Disk, errorCode } from './disk.ts'

/** What a crash may leave of {@link replaceFile}. */
export const isDraft = (path: string): boolean => /(^|\/)\.[^/]*\.tmp$/.test(path)

/**
 * Replaces a file, or makes it: a draft beside it is written, synced and renamed. Whoever reads, and a crash at any moment, finds the old
 * content or the new. Rejects with what the disk says; the old content is there then.
 */
export async function replaceFile(disk: Disk, path: string, text: string): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.tmp`)
  try {
    await writeNew(disk, draft, text).catch(async (error) => {
      if (errorCode(error) !== 'ENOENT') throw error
      await disk.makeFolder(dirname(path))
      await writeNew(disk, draft, text)
    })
    await disk.rename(draft, path)
  } catch (error) {
    await disk.remove(draft).catch(() => undefined)
    throw error
  }
  await disk.syncFolder(dirname(path))
}

/** Writes a file that must not be there yet, down to the disk. */
export async function writeNew(disk: Disk, path: string, text: string): Promise<void> {
  const file = await disk.create(path)
  try {
    await file.write(text)
    await file.sync()
  } finally {
    await file.close()
  }
}
