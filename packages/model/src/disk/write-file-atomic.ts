import { open, readlink, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { makeFolder } from './make-folder.ts'
import { syncFolder } from './sync-folder.ts'

/**
 * Writes a file so that a reader, or a crash, sees the old content or the new, never a part: a temporary file in the same
 * folder is written, synced and renamed. Makes the folders on the way. A link stays a link, and what it points to is
 * replaced, or made.
 *
 * @param path absolute; no device and no pipe, which would be replaced by a file
 * @param options.mode of a new file, such as `0o600`
 * @param options.keepsMode whether a file that is there keeps its mode, as it does unless told
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array,
  { mode = 0o666, keepsMode = true }: { readonly mode?: number; readonly keepsMode?: boolean } = {},
): Promise<void> {
  const target = await endOfLinks(path)
  await makeFolder(dirname(target))
  const modeThere = keepsMode ? (await stat(target).catch(() => undefined))?.mode : undefined
  const temporary = join(dirname(target), `.${basename(target).slice(0, 100)}.${crypto.randomUUID()}.tmp`)
  try {
    await writeAndSync(temporary, content, (modeThere ?? mode) & 0o7777)
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw withPath(error, target)
  }
  await syncFolder(dirname(target))
}

/** What a path leads to, be it there or not. */
async function endOfLinks(path: string): Promise<string> {
  const real = await realpath(path).catch(unlessCircular)
  if (real !== undefined) return real
  const next = await readlink(path).catch(() => undefined)
  return next === undefined ? path : endOfLinks(resolve(await realpath(dirname(path)), next))
}

/** Links that go round in a circle end nowhere, which the system alone tells. */
function unlessCircular(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ELOOP') throw error
}

/** An error of a write, such as a full disk, does not say itself which file it was. */
function withPath(error: unknown, path: string): unknown {
  return error instanceof Error && !('path' in error) ? Object.assign(error, { path }) : error
}

async function writeAndSync(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}
