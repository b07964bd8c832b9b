import type { Diagnostic } from '../diagnostic.ts'
import type { ProjectLayout } from '../read/project-layout.ts'
import type { Reading } from '../read/reading.ts'
import { readCacheFile } from './read-cache-file.ts'
import { readSigned, signText } from './reader-identity.ts'
import type { CachePlace } from './seal.ts'
import { giveSettingsBack, setSettingsAside } from './settings-aside.ts'

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
  /** File, stamp, digest, what it says, and the line of its settings. */
  readonly files: readonly (readonly [string, string, string, Reading, number | null])[]
}

export function manifestsPlace(root: string): CachePlace {
  return { root, name: 'manifests' }
}

const NOTHING: KeptManifests = { files: new Map() }

/** Nothing where nothing is there that can be believed. */
export function readKept(root: string): KeptManifests {
  const text = readSigned(import.meta.url, readCacheFile(manifestsPlace(root)) ?? '')
  if (text === undefined) return NOTHING
  const [head = '', ...lines] = text.split('\n')
  const { files, ...rest } = JSON.parse(head) as Content
  for (const [, , , reading, line] of files) if (line !== null) giveSettingsBack(reading, lines[line] ?? '[]')
  return { ...rest, files: new Map(files.map(([file, stamp, digest, reading]) => [file, { stamp, digest, reading }])) }
}

/** The first line is everything but the settings; each of the others has those of one manifest. */
export function renderKept({ files, ...rest }: KeptManifests): string {
  const lines: string[] = []
  const content: Content = {
    ...rest,
    files: [...files].map(([file, { stamp, digest, reading: whole }]) => {
      const { reading, line } = setSettingsAside(whole, lines)
      return [file, stamp, digest, reading, line ?? null]
    }),
  }
  return signText(import.meta.url, [JSON.stringify(content), ...lines].join('\n'))
}
