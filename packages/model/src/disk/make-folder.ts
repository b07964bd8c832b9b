import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from './sync-folder.ts'

/**
 * Makes a folder and those above it that are missing, so that they survive a crash of the machine; nothing happens when it is there.
 *
 * @param path absolute
 * @throws the system's error, such as `EACCES`, `ENOTDIR`, `ENOSPC`
 */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) return
  for (let made = path; ; made = dirname(made)) {
    await syncFolder(dirname(made))
    if (made === first || made === dirname(made)) return
  }
}
