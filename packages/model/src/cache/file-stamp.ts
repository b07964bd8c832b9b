import { type BigIntStats, statSync } from 'node:fs'

/** What a file system says of a file: while all of it is the same, so is the file, unless it changed within one tick of the clock. */
export interface FileStamp {
  readonly text: string
  readonly size: number
  /** When content or name, owner or mode last changed, in nanoseconds of the file system's own clock. */
  readonly changed: bigint
}

/** @returns undefined for a file that is not there, or that nothing can be known of */
export function stampFile(path: string): FileStamp | undefined {
  try {
    return stampOf(statSync(path, { bigint: true }))
  } catch {
    return undefined
  }
}

/** The time of change is in it because no program can set it, as it can the time of the content. */
export function stampOf({ size, mtimeNs, ctimeNs, ino }: BigIntStats): FileStamp {
  const changed = mtimeNs > ctimeNs ? mtimeNs : ctimeNs
  return { text: `${size} ${mtimeNs} ${ctimeNs} ${ino}`, size: Number(size), changed }
}
