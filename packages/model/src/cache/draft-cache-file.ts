import { closeSync, fstatSync, lstatSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { sweepDrafts } from '../disk/sweep-drafts.ts'
import { type FileStamp, stampFile, stampOf } from './file-stamp.ts'
import { cacheFile } from './read-cache-file.ts'
import { type CachePlace, sumOf, writeSeal } from './seal.ts'

/** A cache file that is being written. */
export interface CacheDraft {
  /** When it was begun, in nanoseconds of the file system's own clock, which may not be this machine's. */
  readonly begun: bigint
  /** Whether the file system told it of the folder that a file came into it, as most do. */
  readonly tellsFolders: boolean
  /** Puts it in place, whole. A failure leaves what was there. */
  keep(text: string): void
  /** Does nothing once it is kept. */
  discard(): void
}

/**
 * Begins a cache file. The cache is only ever a shortcut: of two writers the last one wins.
 *
 * @returns undefined where nothing can be written, as in a project that is read-only
 */
export function draftCacheFile(place: CachePlace): CacheDraft | undefined {
  const path = cacheFile(place)
  const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`
  const before = attempt(() => makeFolders(place.root, dirname(path)))
  const file = before && attempt(() => openSync(temporary, 'wx', 0o600))
  if (file === undefined) return undefined
  sweepDrafts(path)
  let open = true
  const discard = () => {
    if (!open) return
    open = false
    closeSync(file)
    attempt(() => rmSync(temporary, { force: true }))
  }
  const keep = (text: string) => {
    attempt(() => {
      writeFileSync(file, text)
      renameSync(temporary, path)
      // Of this very file: another may have taken its place already, and would be sealed by whoever wrote it.
      writeSeal(place, { root: place.root, stamp: stampOf(fstatSync(file, { bigint: true })).text, sum: sumOf(text) })
    })
    discard()
  }
  const tellsFolders = before?.text !== stampFile(dirname(path))?.text
  return { begun: fstatSync(file, { bigint: true }).mtimeNs, tellsFolders, keep, discard }
}

/**
 * Makes the folders from the project's down, and tells git to leave them alone. A link among them would lead writing to where it points.
 *
 * @returns the stamp of the last
 * @throws what the disk says
 */
function makeFolders(root: string, folder: string): FileStamp | undefined {
  let path = root
  for (const name of relative(root, folder).split(sep)) {
    path = join(path, name)
    attempt(() => mkdirSync(path))
    if (!lstatSync(path).isDirectory()) throw new Error(`${path} is no folder`)
  }
  attempt(() => writeFileSync(join(root, '.meshroom', '.gitignore'), '*\n', { flag: 'wx' }))
  return stampFile(folder)
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}
