import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stampOf } from './file-stamp.ts'
import { type CachePlace, readSeal, sumOf } from './seal.ts'

export function cacheFile({ root, name }: CachePlace): string {
  return join(root, '.meshroom', 'cache', `${name}.json`)
}

/**
 * Reads a cache file of a project.
 *
 * @returns undefined unless it is, to the byte, what this person's Meshroom wrote for this project: never what came with a project, was
 * copied, restored, edited or damaged
 */
export function readCacheFile(place: CachePlace): string | undefined {
  const seal = readSeal(place)
  if (seal === undefined) return undefined
  const content = readStamped(cacheFile(place), seal.stamp)
  return content !== undefined && sumOf(content) === seal.sum ? content.toString('utf8') : undefined
}

function readStamped(path: string, stamp: string): Buffer | undefined {
  try {
    const file = openSync(path, 'r')
    try {
      return stampOf(fstatSync(file, { bigint: true })).text === stamp ? readFileSync(file) : undefined
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}
