import { closeSync, fsync, openSync } from 'node:fs'
import { promisify } from 'node:util'

const syncDescriptor = promisify(fsync)

/** What systems answer that know no such thing as the sync of a folder. */
const notKnown = ['EINVAL', 'ENOTSUP', 'EISDIR', 'EPERM']

/** What they answer besides where a folder cannot be opened: it must not be listed, or is gone by now, and what was in it with it. */
const notThere = ['EACCES', 'ENOENT']

/**
 * Makes what was created, renamed and removed in a folder survive a crash of the machine, where the system can; Windows, and some disks of a
 * network, cannot, and one that must not be listed cannot be opened.
 *
 * @param path absolute
 * @throws the system's error, with the path, where the disk could not do it: `EIO`, `ENOSPC`, `EDQUOT`; where it was not asked, as
 * too many files are open: `EMFILE`, `ENFILE`
 */
export async function syncFolder(path: string): Promise<void> {
  const folder = openFolder(path)
  if (folder === undefined) return
  try {
    await syncDescriptor(folder)
  } catch (error) {
    if (!notKnown.includes((error as NodeJS.ErrnoException).code ?? '')) throw Object.assign(error as Error, { path })
  } finally {
    closeSync(folder)
  }
}

/** Here and now: to wake another thread for it takes longer. */
function openFolder(path: string): number | undefined {
  if (process.platform === 'win32') return undefined
  try {
    return openSync(path, 'r')
  } catch (error) {
    if ([...notKnown, ...notThere].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}
