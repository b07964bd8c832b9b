import { isDeepStrictEqual } from 'node:util'
import type { ProjectPlace } from '../disk/project-place.ts'
import type { Project } from '../project.ts'
import { assembleProject } from '../read/assemble-project.ts'
import { listManifests } from '../read/found-manifest.ts'
import type { Reading } from '../read/reading.ts'
import { draftCacheFile } from './draft-cache-file.ts'
import { holdsSecret, secretNames } from './holds-secret.ts'
import { type KeptManifest, type KeptManifests, manifestsPlace, renderKept } from './kept-manifests.ts'
import { readChanged, type SeenManifest } from './read-changed.ts'
import { scanForCache } from './scan-for-cache.ts'

/** Reads what has changed, or may have, and keeps what came of it. What is as it was is not parsed. */
export async function loadChanged(place: ProjectPlace, kept: KeptManifests): Promise<Project> {
  // Begun before any folder or manifest is read: its time is what tells those that may change once more without showing it.
  const draft = draftCacheFile(manifestsPlace(place.root))
  try {
    const { layout, folders } = scanForCache(place.root, draft)
    const seen = listManifests(layout).map((manifest) => readChanged(manifest, { place, kept, begun: draft?.begun }))
    const { project, read, rules } = await findProject({ place, kept, layout, seen })
    const files = whatMayBeKept(read, kept, project)
    const isWhole = files.size === seen.length
    const now = { layout, ...(folders && { folders }), files, ...(isWhole && { rules }) }
    if (draft !== undefined && !isSame(now, kept)) draft.keep(renderKept(now))
    return project
  } finally {
    draft?.discard()
  }
}

type Seen = {
  readonly place: ProjectPlace
  readonly kept: KeptManifests
  readonly layout: NonNullable<KeptManifests['layout']>
  readonly seen: readonly SeenManifest[]
}

async function findProject({ place, kept, layout, seen }: Seen) {
  const known = new Map(seen.flatMap(({ file, known }) => (known === undefined ? [] : [[file, known] as const])))
  const { rules } = kept
  if (known.size === seen.length && rules !== undefined && isDeepStrictEqual(layout, kept.layout)) {
    const readings = new Map([...known].map(([file, { reading }]) => [file, reading]))
    return { project: assembleProject({ root: place.root, layout, readings, rules: () => rules }), read: known, rules }
  }
  const { parseChanged } = await import('./parse-changed.ts')
  return parseChanged({ place, layout, seen })
}

/** Secrets that stand in manifests stay there alone. */
function whatMayBeKept(
  read: ReadonlyMap<string, KeptManifest>,
  kept: KeptManifests,
  project: Project,
): ReadonlyMap<string, KeptManifest> {
  const secrets = secretNames(project)
  return new Map(
    [...read].filter(
      ([file, { reading }]) =>
        !holdsSecret(reading, secrets) && (reading === kept.files.get(file)?.reading || survivesJson(reading)),
    ),
  )
}

/** What JSON cannot say, such as `.nan`, would come back as something else. */
function survivesJson(reading: Reading): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(reading)), reading)
}

function isSame(now: KeptManifests, kept: KeptManifests): boolean {
  const isSameFile = ([file, { reading, stamp }]: [string, KeptManifest]) =>
    reading === kept.files.get(file)?.reading && stamp === kept.files.get(file)?.stamp
  return (
    now.files.size === kept.files.size &&
    [...now.files].every(isSameFile) &&
    isDeepStrictEqual([now.layout, now.folders], [kept.layout, kept.folders])
  )
}
