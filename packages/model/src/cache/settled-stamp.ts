import { type FileStamp, stampFile } from './file-stamp.ts'

/** Of a folder: while it is the same, so are the names in it. One that is not there has a stamp too. */
export function stampFolder(path: string): string {
  return stampFile(path)?.text ?? 'none'
}

/** No file system tells times less finely. */
const COARSEST_TICK = 2_000_000_000n

/**
 * The stamp as it may be kept, of something that was read after `begun`. What changed just before that may change again within the same tick
 * of the clock, and look as it did: its stamp says nothing, and is empty.
 */
export function settledStamp(stamp: FileStamp | undefined, begun: bigint | undefined): string {
  return stamp !== undefined && begun !== undefined && stamp.changed < begun - COARSEST_TICK ? stamp.text : ''
}
