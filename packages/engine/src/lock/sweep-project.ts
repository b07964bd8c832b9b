import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Folders that nobody writes in without the lock. */
const folders = ['products', 'instances', 'environments', 'state', '.meshroom/unfinished']

const draftName = /^\..+\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/

/**
 * Removes the drafts of files and folders that killed processes have left in a project. Only while holding its lock. Who was killed while it wrote
 * with the lock has left the lock too, so that this is needed after a lock was taken over, and then alone.
 */
export async function sweepProject(root: string): Promise<void> {
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => [])
    for (const { parentPath, name } of entries) if (draftName.test(name)) await remove(join(parentPath, name))
  }
}

/** What cannot be removed now is in nobody's way. */
async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined)
}
