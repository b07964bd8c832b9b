import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'
import { sweepDrafts } from '../disk/sweep-drafts.ts'
import { userCacheFolder } from './user-cache-folder.ts'

/** A file below `.meshroom/cache/` of a project. */
export interface CachePlace {
  /** The project's folder, absolute. */
  readonly root: string
  /** `manifests`, `hooks/edr`: the file's path below the folder, without its ending. */
  readonly name: string
}

/**
 * What the person's own folder remembers of a cache file that was written for them. A project comes from others, and a cache in it may too:
 * only the very file that is remembered is believed, and nobody can make another one that has its stamp.
 */
export interface Seal {
  readonly root: string
  readonly stamp: string
  readonly sum: number
}

export function sumOf(content: string | Uint8Array): number {
  return crc32(content)
}

export function readSeal(place: CachePlace): Seal | undefined {
  const file = sealFile(place)
  if (file === undefined) return undefined
  const seal = parseJson(readText(file)) as Partial<Seal> | undefined
  return seal?.root === place.root && typeof seal.stamp === 'string' && typeof seal.sum === 'number'
    ? { root: seal.root, stamp: seal.stamp, sum: seal.sum }
    : undefined
}

/** @throws what the disk says */
export function writeSeal(place: CachePlace, seal: Seal): void {
  const file = sealFile(place)
  if (file === undefined) return
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const temporary = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`
  writeFileSync(temporary, JSON.stringify(seal), { flag: 'wx', mode: 0o600 })
  renameSync(temporary, file)
  sweepDrafts(file)
}

/** Named by where the project's folder really is, as two paths may lead to it and one path to two. */
function sealFile({ root, name }: CachePlace): string | undefined {
  const folder = userCacheFolder()
  const stats = statSync(root, { bigint: true, throwIfNoEntry: false })
  return folder && stats && join(folder, 'seals', `${stats.dev}-${stats.ino}`, `${name}.json`)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined
  } catch {
    return undefined
  }
}
