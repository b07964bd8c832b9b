import { closeSync, fsync, openSync } from 'node:fs'
import { promisify } from 'node:util'

const syncDescriptor = promisify(fsync)

/** What systems answer that know no such thing as the sync of a folder. */
const notKnown = ['EINVAL', 'ENOTSUP', 'EISDIR', 'EPERM']

/**
 * Makes what was created, renamed and removed in a folder survive a crash of the machine, where the system can; Windows, and some disks of a
 * network, cannot, and one that must not be listed cannot be opened.
 *
 * @param path absolute
 * @throws the system's error, with the path, where the disk could not do it: `EIO`, `ENOSPC`, `EDQUOT`
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
  try {
    return openSync(path, 'r')
  } catch {
    return undefined
  }
}
