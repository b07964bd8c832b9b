import { dirname } from 'node:path'
import { type FileSystem, orMissing } from '../storage/file-system.ts'
import { sweepLocks, takeLock } from '../storage/lock-file.ts'
import { sweepTemporaries, writeAtomic } from '../storage/write-atomic.ts'

const LOCK_TIMEOUT_MS = 2_000

/** Replaces a file of JSON by what `content` makes of it under the lock. */
export async function writeLocked(fs: FileSystem, path: string, content: () => Promise<object>): Promise<void> {
  await fs.makeFolder(dirname(path), 0o700)
  const lock = await takeLock(fs, { path: `${path}.lock`, timeoutMs: LOCK_TIMEOUT_MS })
  try {
    const bytes = new TextEncoder().encode(`${JSON.stringify(await content(), undefined, 2)}\n`)
    await writeAtomic(fs, { path, bytes, mode: 0o600 })
    await sweepTemporaries(fs, path)
    await sweepLocks(fs, `${path}.lock`)
  } finally {
    await lock.release()
  }
}

/** Undefined where there is none that can be read. */
export async function readJson<T>(fs: FileSystem, path: string): Promise<T | undefined> {
  try {
    const bytes = await orMissing(fs.read(path))
    return bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}
