import type { Diagnostic } from '../diagnostic.ts'
import type { FoundManifest } from '../read/found-manifest.ts'
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
  readonly files: ReadonlyMap<string, KeptManifest>
  /** What breaks rules across manifests, of a project of exactly these files and this shape. */
  readonly rules?: readonly Diagnostic[]
  readonly shape: string
}

interface Content {
  readonly reader: string
  readonly shape: string
  readonly rules?: readonly Diagnostic[]
  readonly files: readonly (readonly [string, string, string, Reading])[]
}

export function manifestsPlace(root: string): CachePlace {
  return { root, name: 'manifests' }
}

const NOTHING: KeptManifests = { files: new Map(), shape: '' }

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

/** What rules depend on besides the content of files: which there are, and which folders have none. */
export function shapeOf(layout: ProjectLayout, manifests: readonly FoundManifest[]): string {
  const products = layout.products.filter(({ file }) => file === undefined).map(({ name }) => name)
  const instances = layout.instances
    .filter(({ file }) => file === undefined)
    .map(({ product, name }) => [product, name])
  return JSON.stringify([manifests.length, products, instances])
}
