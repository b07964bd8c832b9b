import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Diagnostic } from '../diagnostic.ts'
import { readBounded } from '../disk/read-bounded.ts'
import type { Project } from '../project.ts'
import { assembleProject } from '../read/assemble-project.ts'
import type { FoundManifest } from '../read/found-manifest.ts'
import type { ManifestSource } from '../read/manifest-source.ts'
import { parseContent } from '../read/parse-content.ts'
import { readFound } from '../read/read-found.ts'
import type { Reading } from '../read/reading.ts'
import type { Sources } from '../rules/rule.ts'
import { runRules } from '../rules/run-rules.ts'
import { type CachedProject, isUnchanged } from './cached-project.ts'
import { draftCacheFile } from './draft-cache-file.ts'
import type { FileStamp } from './file-stamp.ts'
import { holdsSecret, secretNames } from './holds-secret.ts'
import { type KeptManifest, manifestsPlace, renderKept } from './kept-manifests.ts'

/** Reads what has changed, or may have, and keeps what came of it. */
export function loadChanged(cached: CachedProject): Project {
  // Begun before any manifest is read: its time is what tells a file that may change once more without showing it.
  const draft = draftCacheFile(manifestsPlace(cached.root))
  try {
    const changed = readChanged(cached, draft?.begun)
    const { project, rules } = assemble(cached, changed)
    const text = draft && renderIfNew(cached, { project, rules, files: changed.files })
    if (text !== undefined) draft?.keep(text)
    return project
  } finally {
    draft?.discard()
  }
}

interface Changed {
  /** What may be kept, by file. */
  readonly files: ReadonlyMap<string, KeptManifest>
  /** Of every file. */
  readonly readings: ReadonlyMap<string, Reading>
  readonly sources: ReadonlyMap<string, ManifestSource>
}

function readChanged(cached: CachedProject, begun: bigint | undefined): Changed {
  const files = new Map<string, KeptManifest>()
  const readings = new Map<string, Reading>()
  const sources = new Map<string, ManifestSource>()
  for (const manifest of cached.manifests) {
    const { file } = manifest
    const { reading, digest, source } = readOne(manifest, cached)
    readings.set(file, reading)
    if (source !== undefined) sources.set(file, source)
    const stamp = isUnchanged(file, cached)
      ? cached.stamps.get(file)?.text
      : settledStamp(cached.stamps.get(file), begun)
    if (digest !== undefined) files.set(file, { stamp: stamp ?? '', digest, reading })
  }
  return { files, readings, sources }
}

interface ReadOne {
  readonly reading: Reading
  /** Absent where the file could not be read. */
  readonly digest?: string
  readonly source?: ManifestSource
}

function readOne(manifest: FoundManifest, cached: CachedProject): ReadOne {
  const { file } = manifest
  const known = cached.kept.files.get(file)
  if (known !== undefined && isUnchanged(file, cached)) return known
  const content = readBounded(join(cached.root, file), cached.maxFileBytes)
  const digest = content.kind === 'read' ? createHash('sha256').update(content.bytes).digest('hex') : undefined
  if (known !== undefined && known.digest === digest) return known
  const source = parseContent(file, content)
  return { reading: readFound(manifest, source), source, ...(digest !== undefined && { digest }) }
}

/** No file system tells times less finely. */
const COARSEST_TICK = 2_000_000_000n

/** A file that changed just before it was read may change again within the same tick, and look as it did: its stamp says nothing. */
function settledStamp(stamp: FileStamp | undefined, begun: bigint | undefined): string | undefined {
  return stamp !== undefined && begun !== undefined && stamp.changed < begun - COARSEST_TICK ? stamp.text : undefined
}

function assemble(cached: CachedProject, { readings, sources }: Changed) {
  const { root, layout } = cached
  let rules: readonly Diagnostic[] = []
  const project = assembleProject({
    root,
    layout,
    readings,
    rules: (made) => {
      rules = runRules({ project: made, layout, sources: parseWhenAsked(cached, sources) })
      return rules
    },
  })
  return { project, rules }
}

/** Only what breaks a rule is looked up in its source: few files, if any, are parsed for that. */
function parseWhenAsked(
  { root, maxFileBytes, manifests }: CachedProject,
  parsed: ReadonlyMap<string, ManifestSource>,
): Sources {
  const sources = new Map(parsed)
  const known = new Set(manifests.map(({ file }) => file))
  return {
    get(file) {
      if (!sources.has(file) && known.has(file))
        sources.set(file, parseContent(file, readBounded(join(root, file), maxFileBytes)))
      return sources.get(file)
    },
  }
}

interface Made {
  readonly project: Project
  readonly rules: readonly Diagnostic[]
  readonly files: Changed['files']
}

/** The text of the cache, unless it would say what is kept already. Secrets that stand in manifests stay there alone. */
function renderIfNew({ kept, manifests, shape }: CachedProject, { project, rules, files }: Made): string | undefined {
  const secrets = secretNames(project)
  const keep = new Map(
    [...files].filter(
      ([file, { reading }]) =>
        !holdsSecret(reading, secrets) && (reading === kept.files.get(file)?.reading || survivesJson(reading)),
    ),
  )
  const isSame =
    keep.size === kept.files.size && [...keep].every(([file, each]) => isSameKept(each, kept.files.get(file)))
  if (isSame && shape === kept.shape) return undefined
  return renderKept({ shape, files: keep, ...(keep.size === manifests.length && { rules }) })
}

function isSameKept(a: KeptManifest, b: KeptManifest | undefined): boolean {
  return a.reading === b?.reading && a.stamp === b.stamp
}

/** What JSON cannot say, such as `.nan`, would come back as something else. */
function survivesJson(reading: Reading): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(reading)), reading)
}
