import type { ScannedProject } from '../disk/load-parsed.ts'
import type { FoundManifest } from '../read/found-manifest.ts'
import type { FileStamp } from './file-stamp.ts'
import type { KeptManifests } from './kept-manifests.ts'

/** A project of which something is kept, and what its files are now. */
export interface CachedProject extends ScannedProject {
  readonly manifests: readonly FoundManifest[]
  readonly shape: string
  readonly kept: KeptManifests
  readonly stamps: ReadonlyMap<string, FileStamp | undefined>
}

/** Whether what is kept of a file is surely what it says. */
export function isUnchanged(file: string, { kept, stamps, maxFileBytes }: CachedProject): boolean {
  const stamp = stamps.get(file)
  return stamp !== undefined && stamp.text === kept.files.get(file)?.stamp && stamp.size <= maxFileBytes
}
