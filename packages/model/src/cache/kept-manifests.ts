import type { Diagnostic } from '../diagnostic.ts'
import type { ProjectLayout } from '../read/project-layout.ts'
import type { Reading } from '../read/reading.ts'
import { readCacheFile } from './read-cache-file.ts'
import { identifyReader } from './reader-identity.ts'
import type { CachePlace } from './seal.ts'

/** What is kept of one file. */
export interface KeptManifest {
  /** Of the file when it was read; empty where it may have changed since without its stamp changing. */
  readonly stamp: string
  /** sha256 of its content. */
  readonly digest: string
  readonly reading: Reading
}

/** What is kept of a project's manifests. */
export interface KeptManifests {
  readonly layout?: ProjectLayout
  /** Stamps of the folders that the layout follows from, as of files; absent where it follows from more than these. */
  readonly folders?: readonly FolderStamp[]
  readonly files: ReadonlyMap<string, KeptManifest>
  /** What breaks rules across manifests. Absent where not every manifest of the layout is kept. */
  readonly rules?: readonly Diagnostic[]
}

/** A folder relative to the project, and its stamp. */
export type FolderStamp = readonly [folder: string, stamp: string]

interface Content extends Omit<KeptManifests, 'files'> {
  readonly reader: string
  readonly files: readonly (readonly [string, string, string, Reading])[]
}

export function manifestsPlace(root: string): CachePlace {
  return { root, name: 'manifests' }
}

const NOTHING: KeptManifests = { files: new Map() }

/** Nothing where nothing is there that can be believed. */
export function readKept(root: string): KeptManifests {
  const text = readCacheFile(manifestsPlace(root))
  if (text === undefined) return NOTHING
  const { reader, files, ...rest } = JSON.parse(text) as Content
  if (reader !== identifyReader(import.meta.url)) return NOTHING
  return { ...rest, files: new Map(files.map(([file, stamp, digest, reading]) => [file, { stamp, digest, reading }])) }
}

export function renderKept({ files, ...rest }: KeptManifests): string {
  const content: Content = {
    reader: identifyReader(import.meta.url),
    ...rest,
    files: [...files].map(([file, { stamp, digest, reading }]) => [file, stamp, digest, reading]),
  }
  return JSON.stringify(content)
}
