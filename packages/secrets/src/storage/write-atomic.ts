import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { errorCode, type FileSystem, orMissing } from './file-system.ts'
import { writeNew } from './write-new.ts'

/** What to write where. */
export interface AtomicWrite {
  /** Already without symbolic links, so that the file they point to is replaced and not the link. */
  readonly path: string
  readonly bytes: Uint8Array
  readonly mode: number
  /** Asked between the sync and the rename; throws to give the write up. */
  readonly beforeRename?: () => Promise<void>
}

/**
 * Replaces a file so that whoever reads it, even after a power cut, finds the old or the new content, whole.
 *
 * @throws {NotSyncedError} when the content is in place and may not last; else the system's error: nothing but a temporary file can be left behind, and that is removed when possible
 */
export async function writeAtomic(fs: FileSystem, { path, bytes, mode, beforeRename }: AtomicWrite): Promise<void> {
  const temporary = join(dirname(path), temporaryName(basename(path)))
  try {
    await writeNew(await fs.create(temporary, mode), bytes)
    await beforeRename?.()
    await fs.rename(temporary, path)
  } catch (error) {
    await fs.remove(temporary).catch(() => {})
    throw error
  }
  await syncFolder(fs, dirname(path)).catch((cause: unknown) => {
    throw new NotSyncedError('the folder could not be synced', { cause })
  })
}

/** The file was replaced, but the disk did not confirm that this lasts. */
export class NotSyncedError extends Error {
  override readonly name = 'NotSyncedError'
}

/** Removes temporary files of writers that died; call it only under the lock. */
export async function sweepTemporaries(fs: FileSystem, path: string): Promise<void> {
  const names = (await orMissing(fs.list(dirname(path)))) ?? []
  const left = names.filter((name) => isTemporary(name) && name.startsWith(`.${basename(path)}.`))
  for (const name of left) await orMissing(fs.remove(join(dirname(path), name)))
}

/** Longer than this no write takes: an older temporary file was left by a writer that died. */
const OLD_MS = 60_000

/** Removes old temporary files of a folder that is written without a lock. One that cannot be removed is in nobody's way. */
export async function sweepOldTemporaries(fs: FileSystem, folder: string): Promise<void> {
  const names = (await orMissing(fs.list(folder)).catch(() => undefined)) ?? []
  for (const path of names.filter(isTemporary).map((name) => join(folder, name)))
    if (await isOld(fs, path)) await fs.remove(path).catch(() => {})
}

async function isOld(fs: FileSystem, path: string): Promise<boolean> {
  const modifiedAt = await fs.modifiedAt(path).catch(() => Number.POSITIVE_INFINITY)
  return Date.now() - modifiedAt > OLD_MS
}

/** Makes the rename last. Windows cannot open folders, and needs it not. */
async function syncFolder(fs: FileSystem, folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await fs.openFolder(folder)
  try {
    await handle.sync()
  } catch (error) {
    if (errorCode(error) !== 'EINVAL') throw error
  } finally {
    await handle.close()
  }
}

function temporaryName(name: string): string {
  return `.${name}.${randomBytes(6).toString('hex')}.tmp`
}

/** Whether a file of this name is what a write that was cut off leaves. */
export function isTemporary(name: string): boolean {
  return /^\..+\.[0-9a-f]{12}\.tmp$/.test(name)
}
