import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { ProjectPlace } from '../disk/project-place.ts'
import { type FileContent, readBounded } from '../disk/read-bounded.ts'
import type { FoundManifest } from '../read/found-manifest.ts'
import { stampFile } from './file-stamp.ts'
import type { KeptManifest, KeptManifests } from './kept-manifests.ts'
import { settledStamp } from './settled-stamp.ts'

/** A manifest as it is now: known already, or to be parsed. */
export interface SeenManifest {
  readonly file: string
  readonly manifest: FoundManifest
  /** What it says, where its content is what was kept; with its stamp of now. */
  readonly known?: KeptManifest
  /** What it says now, where that is not known. */
  readonly changed?: Pick<KeptManifest, 'stamp'> & { readonly content: FileContent; readonly digest?: string }
}

interface ReadOptions {
  readonly place: ProjectPlace
  readonly kept: KeptManifests
  readonly begun: bigint | undefined
}

/** Reads a manifest, unless its stamp says that it is as it was. */
export function readChanged(manifest: FoundManifest, { place, kept, begun }: ReadOptions): SeenManifest {
  const { file } = manifest
  const known = kept.files.get(file)
  const stamp = stampFile(join(place.root, file))
  const isAllowed = stamp !== undefined && stamp.size <= place.maxFileBytes
  if (known !== undefined && isAllowed && known.stamp === stamp.text) return { file, manifest, known }
  const content = readBounded(join(place.root, file), place.maxFileBytes)
  const now = settledStamp(stamp, begun)
  if (content.kind !== 'read') return { file, manifest, changed: { content, stamp: now } }
  const digest = createHash('sha256').update(content.bytes).digest('hex')
  if (known?.digest === digest) return { file, manifest, known: { ...known, stamp: now } }
  return { file, manifest, changed: { content, stamp: now, digest } }
}
